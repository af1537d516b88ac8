"""The models beside other packages and other user models."""

from typing import Any

import pytest
from django.apps import apps

MODELS = [model for app in ("safejwt", "safejwt_accounts") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", MODELS)
def test_accessors_on_the_user_clash_with_no_other_package(model: Any) -> None:
    """Other packages have user.refresh_tokens too."""
    for field in model._meta.concrete_fields:
        if field.is_relation:
            assert field.remote_field.hidden or field.remote_field.related_name.startswith("safejwt_")
