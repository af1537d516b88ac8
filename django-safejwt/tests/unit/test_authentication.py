"""The `Authorization` header and the two authentication classes (security bar A10, A11, E12, G1, G3)."""

import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import jwt
import pytest
from django.db import OperationalError
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.views import APIView
from safejwt import sessions
from safejwt.authentication import JWTAuthentication
from safejwt.handlers import APIError
from safejwt.testing import BrowserClient

pytestmark = pytest.mark.django_db


def with_header(value: str) -> Request:
    return Request(RequestFactory().get("/", HTTP_AUTHORIZATION=value))


@pytest.mark.parametrize("word", ["Bearer", "bearer", "BEARER"])
def test_the_words_letter_case_does_not_matter(user: Any, word: str) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"{word} {token}"))
    assert authenticated is not None
    assert authenticated[0] == user


def test_further_words_are_a_setting(user: Any, settings: Any) -> None:
    header = f"Token {sessions.start(user).access_token}"
    assert JWTAuthentication().authenticate(with_header(header)) is None
    settings.SAFEJWT_AUTH_HEADER_TYPES = ("Bearer", "Token")
    assert JWTAuthentication().authenticate(with_header(header)) is not None


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer  {token}",
        "Bearer {token} ",
        "Bearer {token} {token}",
        "Bearer {token},Bearer {token}",
        "Bearer {token}, {token}",
        "Bearer\t{token}",
        "Bearer={token}",
        'Bearer "{token}"',
        "Bearer é",
        "Bearer \0",
        "Bogus {token}",
        "{token}",
        "Basic {token}",
        "",
        " ",
    ],
)
def test_a_malformed_header_is_401(signed_in: BrowserClient, header: str) -> None:
    response = signed_in.get("/users/auth/", HTTP_AUTHORIZATION=header.format(token=signed_in.access_token))
    assert response.status_code == 401
    assert response.json()["code"] in {"invalid_token", "not_authenticated"}
    assert response["WWW-Authenticate"].startswith("Bearer ")


# Whoever puts a token into an address has it in the log: Django logs the address of what was refused.
@pytest.mark.logs_a_secret
@pytest.mark.parametrize("place", ["?access_token={token}", "?token={token}", "?authorization=Bearer%20{token}"])
def test_a_token_in_the_address_is_not_looked_at(signed_in: BrowserClient, place: str) -> None:
    path = "/users/auth/" + place.format(token=signed_in.access_token)
    signed_in.access_token = None
    assert signed_in.get(path).json()["code"] == "not_authenticated"


def test_the_cookieless_class_asks_for_no_csrf_token(user: Any) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"Bearer {token}"))
    assert authenticated is not None
    _, claims = authenticated
    assert claims.user_id == str(user.pk)


def test_a_view_with_only_the_projects_defaults_is_protected(signed_in: BrowserClient) -> None:
    assert signed_in.post("/echo/", {"a": 1}, format="json").json()["body"] == {"a": 1}
    signed_in.access_token = None
    response = signed_in.post("/echo/", {"a": 1}, format="json")
    assert response.status_code == 401


def test_the_shape_of_a_401_does_not_depend_on_the_projects_exception_handler(signed_in: BrowserClient) -> None:
    signed_in.access_token = "garbage"
    response = signed_in.get("/echo/")
    assert response.status_code == 401
    assert response.json() == {"detail": "Access token invalid", "code": "invalid_token"}
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token", error_description="Access token invalid"'


@pytest.mark.parametrize("path", ["/users/auth/", "/echo/"])
def test_a_database_that_is_away_is_503_and_never_401(signed_in: BrowserClient, path: str, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sessions, "check", away)
    response = signed_in.get(path)
    assert response.status_code == 503
    assert response.json()["code"] == "service_unavailable"
    assert response["Retry-After"] == "5"


def test_the_user_is_an_ordinary_one(user: Any) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"Bearer {token}"))
    assert authenticated is not None
    someone: Any = authenticated[0]
    someone.email = "lovelace@example.com"
    someone.save()
    user.refresh_from_db()
    assert user.email == "lovelace@example.com"


def test_errors_are_raised_and_not_swallowed(user: Any) -> None:
    with pytest.raises(APIError) as caught:
        JWTAuthentication().authenticate(with_header("Bearer x"))
    assert caught.value.status_code == 401
    assert JWTAuthentication().authenticate_header(Request(RequestFactory().get("/"))) == 'Bearer realm="api"'
    assert APIView().get_exception_handler() is not None


class Listener:
    """Something on this machine that waits to be asked for a key."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]

    def callers(self) -> list[int]:
        """The ports of all who have called, the last of them this method: calls are taken in the order they came."""
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            found = [0]
            while found[-1] != last.getsockname()[1]:
                connection, (_, port) = self._server.accept()
                connection.close()
                found.append(port)
            return found[1:]

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with closing(Listener()) as listener:
        yield listener


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_no_address_in_a_header_is_ever_asked(
    signed_in: BrowserClient, settings: Any, listener: Listener, name: str
) -> None:
    """Not even where the signature is right (RFC 8725 section 3.10)."""
    header = jwt.get_unverified_header(signed_in.access_token or "")
    claims = jwt.decode(signed_in.access_token or "", options={"verify_signature": False})
    pointing = {**header, name: f"http://127.0.0.1:{listener.port}/keys"}
    signed_in.access_token = jwt.encode(claims, settings.ACCESS_TOKEN_SECRET, algorithm="HS256", headers=pointing)
    assert jwt.get_unverified_header(signed_in.access_token)[name] == pointing[name]
    response = signed_in.get("/users/auth/")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    assert len(listener.callers()) == 1, "but for our own call there was none"
