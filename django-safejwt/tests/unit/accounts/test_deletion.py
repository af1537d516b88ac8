"""Account deletion."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import ProtectedError, RestrictedError
from safejwt import sessions
from safejwt.accounts.flows.verification import mark_verified
from safejwt.accounts.models import AccountEmail, Mail
from safejwt.accounts.signals import account_deleting
from safejwt.conf import conf
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


def test_deletion_leaves_only_a_log_line(
    signed_in: BrowserClient, user: Any, inbox: Inbox, caplog: Any, heard: Any
) -> None:
    caplog.set_level("INFO", "safejwt")
    received = heard(account_deleting)
    mark_verified(user)
    sessions.start(user)
    pk = str(user.pk)
    response = signed_in.delete("/users/account/")
    assert (response.status_code, response.content) == (204, b"")
    assert response.cookies[conf.refresh_cookie_name]["max-age"] == 0
    assert inbox.subjects("ada@example.com") == ["app.example.com: your account was deleted"]
    for model in (get_user_model(), RefreshToken, AccountEmail, Mail):
        assert not model.objects.exists()
    (record,) = [record for record in caplog.records if record.message == "user_deleted"]
    assert record.user_id == pk
    del record.request_id  # random, so it may contain "ada"
    assert "ada" not in str(vars(record))
    assert len(received) == 1


def test_deletion_requires_recent_authentication(clock: Any, signed_in: BrowserClient, user: Any, send: Send) -> None:
    clock.shift(timedelta(minutes=11))
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.delete("/users/account/").json()["code"] == "reauthentication_required"
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert signed_in.delete("/users/account/").status_code == 204


def test_exception_in_a_receiver_stops_the_deletion(signed_in: BrowserClient, user: Any) -> None:
    def refuse(**kwargs: Any) -> None:
        raise RuntimeError("an invoice is unpaid")

    account_deleting.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            signed_in.delete("/users/account/")
    finally:
        account_deleting.disconnect(refuse)
    assert signed_in.get("/users/auth/").status_code == 200
    assert not Mail.objects.exists()


@pytest.mark.parametrize("error", [ProtectedError, RestrictedError])
def test_protected_account_is_kept_with_a_validation_error(
    signed_in: BrowserClient, user: Any, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    def refuse(self: Any, **options: Any) -> Any:
        raise error("kept", set())

    monkeypatch.setattr(get_user_model(), "delete", refuse)
    response = signed_in.delete("/users/account/")
    assert (response.status_code, response.json()["code"]) == (400, "validation_error")
    assert "still needs this account" in response.json()["errors"]["non_field_errors"][0]
    assert signed_in.get("/users/auth/").status_code == 200
    assert not Mail.objects.exists()


def test_links_and_tokens_of_a_deleted_user_are_refused(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send
) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    token, access = inbox.token(), signed_in.access_token
    refresh = signed_in.cookies[conf.refresh_cookie_name].value
    signed_in.delete("/users/account/")
    assert (
        send(visitor, "password/reset/confirm/", token=token, password="x y z x y z").json()["code"] == "link_invalid"
    )
    signed_in.access_token = access
    assert signed_in.get("/users/auth/").json()["code"] == "session_ended"
    visitor.cookies[conf.refresh_cookie_name] = refresh
    visitor.get("/users/csrf/")
    assert visitor.post("/users/token/").json()["code"] == "refresh_token_revoked"
