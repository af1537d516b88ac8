"""Fields of a login that the project adds reach its authentication backends."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework import serializers
from safejwt.backends import ModelBackend
from safejwt.serializers import LoginSerializer
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
seen: list[set[str]] = []


class CodeSerializer(LoginSerializer):
    code = serializers.CharField(max_length=6)
    captcha = serializers.CharField(required=False, write_only=True)

    def validate_captcha(self, value: str) -> str:
        if value != "human" or self.context["request"].method != "POST" or "view" not in self.context:
            raise serializers.ValidationError("Solve it again.")
        return value

    def credentials(self) -> dict[str, Any]:
        found = super().credentials()
        found.pop("captcha", None)
        return found


class CodeBackend(ModelBackend):
    def authenticate(self, request: Any, username: Any = None, password: Any = None, **fields: Any) -> Any:
        seen.append(set(fields) - {get_user_model().USERNAME_FIELD})
        return super().authenticate(request, username, password, **fields) if fields.get("code") == "123456" else None


@pytest.fixture
def body(settings: Any, browser: BrowserClient, credentials: dict[str, str]) -> dict[str, Any]:
    settings.SAFEJWT_LOGIN_SERIALIZER = f"{__name__}.CodeSerializer"
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.CodeBackend"]
    browser.get("/users/csrf/")
    seen.clear()
    return {**credentials, "code": "123456"}


def test_backend_gets_the_fields_of_the_serializer(browser: BrowserClient, body: dict[str, Any]) -> None:
    response = browser.post(
        "/users/login/", {**body, "captcha": "human", "remember": False, "tenant": 1}, format="json"
    )
    assert response.status_code == 200
    assert response.cookies["__Host-Http-refreshtoken"]["max-age"] == ""
    # Neither the serializer's own field, nor `remember`, nor an undeclared one.
    assert seen == [{"code"}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "1234567"}, "code"),
        ({"code": None}, "code"),
        ({"captcha": "bot"}, "captcha"),
        ({"password": "x" * 1025}, "password"),
    ],
)
def test_wrong_fields_are_reported_and_reach_no_backend(
    browser: BrowserClient, body: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    response = browser.post("/users/login/", {**body, **changes}, format="json")
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert not seen


def test_wrong_codes_are_limited_as_wrong_passwords(browser: BrowserClient, body: dict[str, Any], clock: Any) -> None:
    statuses = [browser.post("/users/login/", {**body, "code": "000000"}, format="json").status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_undeclared_fields_are_ignored(browser: BrowserClient, credentials: dict[str, str]) -> None:
    browser.get("/users/csrf/")
    body = {**credentials, "code": "1", "request": 1, "backend": "x", "is_staff": True}
    assert browser.post("/users/login/", body, format="json").status_code == 200
    assert browser.post("/users/login/", {**body, "password": PASSWORD + "x"}, format="json").status_code == 401
