"""A serializer is shared between responses only if each instance of it would show the same."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.test import override_settings
from rest_framework import serializers
from safejwt.serializers import DeviceSerializer, UserSerializer
from safejwt.serializers.shared import shared

User = get_user_model()


class Detail(serializers.ModelSerializer[Any]):
    """A project's serializer without code."""

    greeting = serializers.CharField(source="get_username", read_only=True)

    class Meta:
        model = User
        fields = ["password", "last_login", "greeting"]

    def validate(self, attrs: Any) -> Any:
        return attrs


class Key(serializers.Serializer[Any]):
    """The usual key of a project's model."""

    key = serializers.ModelSerializer.serializer_field_mapping[models.BigAutoField](source="number_of_user")


class Plain(serializers.Serializer[Any]):
    last_login = serializers.DateTimeField()
    is_active = serializers.BooleanField()


def user(**values: Any) -> Any:
    return User(password="x", **values)


@pytest.mark.parametrize("serializer", [UserSerializer, Detail, Key, Plain])
@pytest.mark.parametrize("last_login", [None, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)])
def test_shared_instance_shows_what_each_instance_shows(serializer: Any, last_login: datetime | None) -> None:
    common, shown = shared(serializer), user(last_login=last_login)
    shown.number_of_user = 2**40
    assert common is not None
    assert common is shared(serializer)
    assert common.to_representation(shown) == dict(serializer(shown, context={"request": None}).data)


class _Fields:
    def get_fields(self) -> Any:
        return super().get_fields()  # type: ignore[misc]


class _Created:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class _Representation:
    def to_representation(self, instance: Any) -> Any:
        return {**super().to_representation(instance), **self.context}  # type: ignore[misc]


class _Data:
    @property
    def data(self) -> Any:
        return {}


class _Field(serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return str(self.context)


def default(serializer_field: Any) -> Any:
    return serializer_field.context


default.requires_context = True  # type: ignore[attr-defined]


def made(*bases: Any, **fields: Any) -> Any:
    return type("Made", (*bases, Plain), fields)


@pytest.mark.parametrize(
    "make",
    [
        lambda: made(_Fields),
        lambda: made(_Created),
        lambda: made(_Representation),
        lambda: made(_Data),
        lambda: made(own=_Field()),
        lambda: made(own=serializers.CharField(default=default)),
        lambda: made(own=serializers.SerializerMethodField(), get_own=lambda self, row: self.context),
        lambda: made(own=Plain()),
        lambda: made(own=serializers.FileField()),
        lambda: made(own=serializers.ChoiceField(choices=[1])),
        lambda: serializers.BaseSerializer,
        lambda: DeviceSerializer,
    ],
)
def test_code_of_a_project_gets_an_instance_of_its_own(make: Callable[[], Any]) -> None:
    assert shared(make()) is None


def test_settings_that_change_count_at_once() -> None:
    shown = user(last_login=datetime(2026, 1, 2, 12, tzinfo=UTC))
    for date_format in ("%d.%m.%Y", "%Y"):
        with override_settings(REST_FRAMEWORK={"DATETIME_FORMAT": date_format}):
            common = shared(Plain)
            assert common is not None
            assert common.to_representation(shown)["last_login"] == shown.last_login.strftime(date_format)


def test_threads_show_their_own_user() -> None:
    names = [f"user-{number}" for number in range(200)]

    def show(name: str) -> Any:
        common = shared(Detail)
        assert common is not None
        return common.to_representation(user(**{User.USERNAME_FIELD: name}))["greeting"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(show, names)) == names
