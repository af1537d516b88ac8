"""The system checks of how users are shown, and where they are stored."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework import serializers
from safejwt.checks import check_settings


class WithoutId(serializers.ModelSerializer[Any]):
    class Meta:
        model = get_user_model()
        fields = ["password"]


class WithUnknownField(serializers.ModelSerializer[Any]):
    class Meta:
        model = get_user_model()
        fields = ["id", "shoe_size"]


class NeedsRequest(serializers.Serializer[Any]):
    def get_fields(self) -> Any:
        raise KeyError("request")


class OfItsOwn(serializers.BaseSerializer[Any]):
    """Has no fields."""


class Router:
    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "people" if model is get_user_model() else None


def ids() -> list[str | None]:
    return [each.id for each in check_settings(None) if str(each.id) >= "safejwt.E040" and str(each.id) < "safejwt.E1"]


@pytest.mark.parametrize(
    ("serializer", "expected"),
    [
        (WithoutId, ["safejwt.E041"]),
        (WithUnknownField, ["safejwt.E042"]),
        (NeedsRequest, []),
        (OfItsOwn, []),
        (serializers.Serializer, ["safejwt.E041"]),
    ],
)
def test_user_serializer_needs_a_field_id(settings: Any, serializer: type, expected: list[str]) -> None:
    settings.SAFEJWT_USER_SERIALIZER = f"{serializer.__module__}.{serializer.__name__}"
    assert ids() == expected


def test_default_serializer_is_accepted() -> None:
    assert ids() == []


def test_users_and_sessions_need_one_database(settings: Any) -> None:
    settings.DATABASE_ROUTERS = [Router()]
    assert ids() == ["safejwt.E043"]


@pytest.mark.parametrize("value", ["may_sign_in", "nowhere.may_sign_in", "safejwt.checks.keys", 1, lambda user: True])
def test_rule_is_the_path_of_a_function(settings: Any, value: Any) -> None:
    settings.SAFEJWT_USER_AUTHENTICATION_RULE = value
    assert ids() == ["safejwt.E040"]
