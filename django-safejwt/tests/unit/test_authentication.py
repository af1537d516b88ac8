"""The `Authorization` header and the two authentication classes."""

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import RequestFactory
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView
from safejwt import sessions
from safejwt.authentication import JWTAuthentication, SafeJWTAuthentication
from safejwt.handlers import APIError
from safejwt.testing import BrowserClient


def with_header(value: str) -> Request:
    return Request(RequestFactory().get("/", HTTP_AUTHORIZATION=value))


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_scheme_is_case_insensitive(user: Any, scheme: str) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"{scheme} {token}"))
    assert authenticated is not None
    assert authenticated[0] == user


@pytest.mark.django_db
def test_further_schemes_are_a_setting(user: Any, settings: Any) -> None:
    header = f"Token {sessions.start(user).access_token}"
    assert JWTAuthentication().authenticate(with_header(header)) is None
    settings.SAFEJWT_AUTH_HEADER_TYPES = ("Bearer", "Token")
    assert JWTAuthentication().authenticate(with_header(header)) is not None


@pytest.mark.django_db
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
def test_malformed_header_is_401(signed_in: BrowserClient, header: str) -> None:
    response = signed_in.get("/users/auth/", HTTP_AUTHORIZATION=header.format(token=signed_in.access_token))
    assert response.status_code == 401
    assert response.json()["code"] in {"invalid_token", "not_authenticated"}
    assert response["WWW-Authenticate"].startswith("Bearer ")


# A token in a URL ends up in the log, because Django logs the URL of a refused request.
@pytest.mark.django_db
@pytest.mark.logs_a_secret
@pytest.mark.parametrize("query", ["?access_token={token}", "?token={token}", "?authorization=Bearer%20{token}"])
def test_token_in_the_url_is_ignored(signed_in: BrowserClient, query: str) -> None:
    path = "/users/auth/" + query.format(token=signed_in.access_token)
    signed_in.access_token = None
    assert signed_in.get(path).json()["code"] == "not_authenticated"


@pytest.mark.django_db
def test_jwt_authentication_requires_no_csrf_token(user: Any) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"Bearer {token}"))
    assert authenticated is not None
    _, claims = authenticated
    assert claims.user_id == str(user.pk)


@pytest.mark.django_db
def test_view_with_project_defaults_is_protected(signed_in: BrowserClient) -> None:
    assert signed_in.post("/echo/", {"a": 1}, format="json").json()["body"] == {"a": 1}
    signed_in.access_token = None
    response = signed_in.post("/echo/", {"a": 1}, format="json")
    assert response.status_code == 401


@pytest.mark.django_db
def test_401_has_the_documented_shape_with_any_exception_handler(signed_in: BrowserClient) -> None:
    signed_in.access_token = "garbage"
    response = signed_in.get("/echo/")
    assert response.status_code == 401
    assert response.json() == {"detail": "Access token invalid", "code": "invalid_token"}
    assert response["WWW-Authenticate"] == 'Bearer error="invalid_token", error_description="Access token invalid"'


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/users/auth/", "/echo/"])
def test_database_outage_is_503_and_never_401(signed_in: BrowserClient, path: str, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sessions, "check", fail)
    response = signed_in.get(path)
    assert response.status_code == 503
    assert response.json()["code"] == "service_unavailable"
    assert response["Retry-After"] == "5"


@pytest.mark.django_db
def test_authenticated_user_is_an_ordinary_model_instance(user: Any) -> None:
    token = sessions.start(user).access_token
    authenticated = JWTAuthentication().authenticate(with_header(f"Bearer {token}"))
    assert authenticated is not None
    loaded: Any = authenticated[0]
    loaded.email = "lovelace@example.com"
    loaded.save()
    user.refresh_from_db()
    assert user.email == "lovelace@example.com"


def test_invalid_token_raises_api_error() -> None:
    with pytest.raises(APIError) as caught:
        JWTAuthentication().authenticate(with_header("Bearer x"))
    assert caught.value.status_code == 401
    assert JWTAuthentication().authenticate_header(Request(RequestFactory().get("/"))) == 'Bearer realm="api"'
    assert APIView().get_exception_handler() is not None


class Listener:
    """A local server that records who connects to it."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]

    def callers(self) -> list[int]:
        """The ports of all clients so far, in order of connection, this method's own last."""
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


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_urls_in_a_token_header_are_never_requested(
    signed_in: BrowserClient, settings: Any, listener: Listener, name: str
) -> None:
    """Not even if the signature is valid (RFC 8725 section 3.10)."""
    header = jwt.get_unverified_header(signed_in.access_token or "")
    claims = jwt.decode(signed_in.access_token or "", options={"verify_signature": False})
    pointing = {**header, name: f"http://127.0.0.1:{listener.port}/keys"}
    signed_in.access_token = jwt.encode(claims, settings.ACCESS_TOKEN_SECRET, algorithm="HS256", headers=pointing)
    assert jwt.get_unverified_header(signed_in.access_token)[name] == pointing[name]
    response = signed_in.get("/users/auth/")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    assert len(listener.callers()) == 1, "the only connection is the test's own"


class OtherAuthentication(BaseAuthentication):
    """Another kind of Bearer token: an OAuth server's, a machine's, an identity provider's."""

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[2]
        return (get_user_model()(), "other") if token in OTHERS.values() else None


class OtherLast(APIView):
    authentication_classes: Any = (SafeJWTAuthentication, OtherAuthentication)
    permission_classes: Any = (AllowAny,)

    def get(self, request: Request) -> Response:
        return Response({"by": request.auth if isinstance(request.auth, str) else type(request.auth).__name__})


class OtherFirst(OtherLast):
    authentication_classes = (OtherAuthentication, SafeJWTAuthentication)


class OursAlone(OtherLast):
    authentication_classes = (SafeJWTAuthentication,)


class ForUsersOnly(OtherLast):
    permission_classes = (IsAuthenticated,)


def other(typ: str, **claims: Any) -> str:
    return jwt.encode(claims, "another server's secret of 32 bytes", headers={"typ": typ})


OTHERS = {
    "opaque": "machine-token",
    "long": "x" * 5000,
    "two dots": "a.b.c",
    "five segments": "a.b.c.d.e",
    "plain JWT": other("JWT", iss="safejwt"),
    "RFC 9068, another issuer": other("at+jwt", iss="https://login.example.com/"),
    "RFC 9068, no issuer": other("application/at+jwt", sub="7"),
}
FORGERIES = {
    "signature": other("at+jwt", iss="safejwt"),
    "letter case": other("AT+JWT", iss="safejwt"),
    "long type": other("application/at+jwt", iss="safejwt"),
    "none": jwt.encode({"iss": "safejwt"}, None, algorithm="none", headers={"typ": "at+jwt"}),
}


def ask(view: Any, token: str) -> Any:
    return view.as_view()(APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {token}"))


@pytest.mark.django_db
class TestTwoKindsOfBearerTokens:
    @pytest.mark.parametrize("token", OTHERS.values(), ids=OTHERS)
    @pytest.mark.parametrize("view", [OtherLast, OtherFirst, ForUsersOnly])
    def test_foreign_token_is_left_to_the_class_behind(self, view: Any, token: str, caplog: Any) -> None:
        response = ask(view, token)
        assert (response.status_code, response.data) == (200, {"by": "other"})
        assert not [record for record in caplog.records if record.name == "safejwt"]

    @pytest.mark.parametrize("token", OTHERS.values(), ids=OTHERS)
    def test_foreign_token_is_401_if_no_class_is_behind(self, token: str) -> None:
        response = ask(OursAlone, token)
        assert (response.status_code, response.data["code"]) == (401, "invalid_token")

    def test_foreign_token_that_nobody_takes_is_401_with_our_challenge(self) -> None:
        response = ask(ForUsersOnly, "unknown-token")
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'

    @pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES)
    @pytest.mark.parametrize("view", [OtherLast, OtherFirst, OursAlone])
    def test_forgery_of_our_token_is_401_and_no_anonymous_visitor(self, view: Any, token: str) -> None:
        response = ask(view, token)
        assert (response.status_code, response.data["code"]) == (401, "invalid_token")

    def test_our_tokens_of_the_past_are_never_passed_on(self, user: Any, settings: Any, clock: Any) -> None:
        tokens = sessions.start(user)
        assert ask(OtherLast, tokens.refresh_token).data["code"] == "invalid_token"
        settings.ACCESS_TOKEN_SECRET, kept = "n" * 40, settings.ACCESS_TOKEN_SECRET
        assert ask(OtherLast, tokens.access_token).data["code"] == "invalid_token"
        settings.ACCESS_TOKEN_SECRET = kept
        clock.shift(timedelta(minutes=5))
        assert ask(OtherLast, tokens.access_token).data["code"] == "access_token_expired"

    def test_our_token_is_accepted_in_any_order(self, signed_in: BrowserClient) -> None:
        for view in (OtherLast, OtherFirst, OursAlone):
            request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {signed_in.access_token}")
            request._dont_enforce_csrf_checks = True
            assert view.as_view()(request).data == {"by": "AccessClaims"}
