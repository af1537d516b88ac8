"""The end of a session between the check of a request and its writes.

A client sends the last byte of a body as late as it likes, and hashing takes time. Here the session
ends right after the request has been authenticated, in whatever way a session can end.
"""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView
from safejwt import sessions
from safejwt.accounts.flows import email_change, password_reset, verification
from safejwt.accounts.models import AccountEmail, Mail
from safejwt.authentication import SafeJWTAuthentication, still_authenticated
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
OWNERS, THIEFS = "the passphrase of the owner", "the passphrase of the thief"
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Run an action once, right after the next request has been authenticated."""

    def arrange(action: Callable[[], object]) -> None:
        original = SafeJWTAuthentication.check_request

        def check_and_act(self: SafeJWTAuthentication, *args: Any) -> None:
            original(self, *args)
            monkeypatch.setattr(SafeJWTAuthentication, "check_request", original)
            action()

        monkeypatch.setattr(SafeJWTAuthentication, "check_request", check_and_act)

    return arrange


@pytest.fixture
def sid(signed_in: BrowserClient) -> UUID:
    return RefreshToken.objects.get().pk


def reread() -> Any:
    return get_user_model().objects.get()


def reset(sid: UUID) -> None:
    password_reset.reset(reread(), OWNERS)


def set_by_an_administrator(sid: UUID) -> None:
    user = reread()
    user.set_password(OWNERS)
    user.save()


def changed_in_another_tab(sid: UUID) -> None:
    user = reread()
    with sessions.still_active(user, sid):
        user.set_password(OWNERS)
        user.save()


def logout(sid: UUID) -> None:
    sessions.end_session(reread(), sid)


def deactivation(sid: UUID) -> None:
    user = reread()
    user.is_active = False
    user.save()


def deletion(sid: UUID) -> None:
    reread().delete()


WRITES = {
    "password/change/": ("post", {"current_password": PASSWORD, "password": THIEFS}),
    "reauthenticate/": ("post", {"password": PASSWORD}),
    "email/change/": ("post", {"email": "thief@example.com"}),
    "email/change/ DELETE": ("delete", None),
    "email/verify/resend/": ("post", {}),
    "account/": ("delete", None),
    "sessions/": ("delete", None),
    "sessions/{other}/": ("delete", None),
    "logout/everywhere/": ("post", {}),
}
ENDS = [reset, set_by_an_administrator, changed_in_another_tab, logout, deactivation, deletion]


def state() -> list[Any]:
    """What the thief may not change. The time of a last use does not count."""
    return [
        list(get_user_model().objects.values_list("password", "username", "is_active")),
        sorted(RefreshToken.objects.values_list("pk", "auth_hash", "authenticated_at")),
        list(AccountEmail.objects.values("address", "pending_address")),
        sorted(Mail.objects.values_list("kind", flat=True)),
    ]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_for_a_session_that_has_ended(
    signed_in: BrowserClient, user: Any, sid: UUID, meanwhile: Meanwhile, write: str, end: Callable[[UUID], None]
) -> None:
    other = sessions.start(user).sid
    email_change.request(user, "pending@example.com")
    after_the_end: list[Any] = []

    def end_and_look() -> None:
        end(sid)
        after_the_end.extend(state())

    method, body = WRITES[write]
    meanwhile(end_and_look)
    path = f"/users/{write.partition(' ')[0].format(other=other)}"
    response = getattr(signed_in, method)(path, body, format="json")
    assert (response.status_code, response.json()["code"]) == (401, "session_ended")
    assert state() == after_the_end


@pytest.mark.parametrize("end", [reset, set_by_an_administrator, logout, deactivation, deletion])
@pytest.mark.parametrize("write", WRITES)
def test_nor_without_a_session_check(
    signed_in: BrowserClient,
    user: Any,
    sid: UUID,
    meanwhile: Meanwhile,
    settings: Any,
    write: str,
    end: Callable[[UUID], None],
) -> None:
    """An access token then grants access until it expires, but its session does not write any more."""
    settings.SAFEJWT_SESSION_CHECK = "none"
    other = sessions.start(user).sid
    end(sid)
    before = state()
    method, body = WRITES[write]
    response = getattr(signed_in, method)(f"/users/{write.partition(' ')[0].format(other=other)}", body, format="json")
    assert response.status_code in ({400, 401} if body and PASSWORD in body.values() else {401})
    assert state() == before


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", ["verify", "change"])
def test_link_is_not_followed_for_a_session_that_has_ended(
    signed_in: BrowserClient,
    user: Any,
    sid: UUID,
    meanwhile: Meanwhile,
    end: Callable[[UUID], None],
    kind: str,
) -> None:
    if kind == "verify":
        path, token = "email/verify/", verification.make_token(user)
    else:
        email_change.request(user, "new@example.com")
        path, token = "email/change/confirm/", email_change.make_token(user, "new@example.com")
    meanwhile(lambda: end(sid))
    response = signed_in.post(f"/users/{path}", {"token": token}, format="json")
    assert (response.status_code, response.json()["code"]) == (401, "session_ended")
    assert not AccountEmail.objects.filter(address="new@example.com").exists()
    assert kind == "change" or end is reset or not AccountEmail.objects.exists()


def test_own_view_writes_only_for_an_active_session(user: Any) -> None:
    """Any view of a project, with Django REST Framework's own exception handler."""

    class Rename(APIView):
        authentication_classes = (SafeJWTAuthentication,)

        def patch(self, request: Request) -> Response:
            if "logout" in request.data:
                sessions.end_all(request.user)
            with still_authenticated(request):
                request.user.set_password(request.data["password"])
                request.user.save()
            return Response()

    def patch(**data: str) -> Response:
        token = sessions.start(reread()).access_token
        request = APIRequestFactory().patch("/", data, format="json", HTTP_AUTHORIZATION=f"Bearer {token}")
        request._dont_enforce_csrf_checks = True
        return cast("Response", Rename.as_view()(request))

    response = patch(password=THIEFS, logout="yes")
    assert (response.status_code, response.data["code"]) == (401, "session_ended")
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert reread().check_password(PASSWORD)
    response = patch(password=OWNERS)
    assert response.status_code == 200
    assert sessions.active_sessions(reread()).count() == 1, "the session continues"


def test_refusal_is_recorded_once(signed_in: BrowserClient, sid: UUID, meanwhile: Meanwhile, caplog: Any) -> None:
    meanwhile(lambda: logout(sid))
    caplog.clear()
    signed_in.delete("/users/account/")
    recorded = [record.message for record in caplog.records if record.name == "safejwt"]
    assert recorded == ["authn_token_revoked", "session_use_after_expire"]
