"""Fields that check lengths first."""

import pytest
from django.utils.translation import override
from rest_framework.serializers import ValidationError
from safejwt.serializers import BoundedEmailField


@pytest.mark.parametrize("typed", [" ada@example.com ", "ada@example.com\u200b", "\ufeffada@exam\u00adple.com"])
def test_email_address_loses_what_users_cannot_see(typed: str) -> None:
    assert BoundedEmailField().run_validation(typed) == "ada@example.com"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This is not a valid email address."), ("de", "Das ist keine gültige E\u2011Mail-Adresse.")],
)
def test_wrong_email_address_is_named_in_our_words(language: str, sentence: str) -> None:
    with override(language), pytest.raises(ValidationError) as caught:
        BoundedEmailField().run_validation("ada@exa_mple.com")
    assert caught.value.detail == [sentence]
