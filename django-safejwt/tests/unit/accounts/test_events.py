"""What the flows log, and what they never log."""

import logging
from typing import Any
from urllib.parse import quote

import pytest
from safejwt import sessions
from safejwt.accounts.flows import password_reset, verification
from safejwt.accounts.mail.delivery import send_due
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture
def log(caplog: Any) -> Any:
    """`log()`: the events since the last call, without those about sessions and emails."""
    caplog.set_level(logging.DEBUG)

    def read() -> list[str]:
        names = [record.message for record in caplog.records if record.name == "safejwt"]
        caplog.clear()
        return [name for name in names if not name.startswith(("session_", "mail_", "authn_token"))]

    return read


def test_every_flow_is_logged(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, log: Any
) -> None:
    log()
    verification.request(user)
    send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    assert log() == ["email_verified"]
    send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    assert log() == ["link_invalid"]
    send(signed_in, "reauthenticate/", password="wrong")
    assert log() == ["authn_reauthentication_fail"]
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert log() == ["authn_reauthentication_success"]
    send(signed_in, "email/change/", email="new@example.com")
    assert log() == ["email_change_request"]
    send(visitor, "email/change/confirm/", token=inbox.token(), password=PASSWORD)
    assert log() == ["email_change"]
    send(signed_in, "password/change/", current_password="wrong", password=NEW)
    assert log() == ["authn_password_change_fail"]
    assert send(signed_in, "password/change/", current_password=PASSWORD, password=NEW).status_code == 204
    assert log() == ["authn_password_change"]
    send(visitor, "password/reset/", email="new@example.com")
    assert log() == ["authn_password_reset_request"]
    token = inbox.token()
    signed_in.delete("/users/account/")
    assert log() == ["user_deleted"]
    send(visitor, "password/reset/confirm/", token=token, password=NEW)
    assert log() == ["link_invalid"]


def test_changes_of_the_address_name_their_session(
    signed_in: BrowserClient, user: Any, inbox: Inbox, send: Send, caplog: Any
) -> None:
    caplog.set_level(logging.INFO, "safejwt")
    send(signed_in, "email/change/", email="other@example.com")
    assert signed_in.delete("/users/email/change/").status_code == 204
    verification.request(user)
    send(signed_in, "email/verify/", token=inbox.token())
    send(signed_in, "email/change/", email="new@example.com")
    send(signed_in, "email/change/confirm/", token=inbox.token())
    (session,) = sessions.active_sessions(user)
    recorded = [(record.message, record.sid) for record in caplog.records if record.message.startswith("email_")]
    names = ["email_change_request", "email_change_withdrawn", "email_verified", "email_change_request", "email_change"]
    assert recorded == [(name, str(session.pk)) for name in names]


def test_password_reset_is_logged(visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, log: Any) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW)
    assert log() == ["authn_password_reset_request", "email_verified", "authn_password_reset"]


def test_logs_contain_no_token_password_or_address(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, inbox: Inbox, send: Send, caplog: Any, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    # Django logs SQL with its values at DEBUG. docs/reference/events.md says to keep this logger above it.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    settings.DEBUG = True
    send(visitor, "email/verify/resend/", email="ada@example.com")
    send(visitor, "email/verify/", token=inbox.token(), password=PASSWORD)
    send(signed_in, "reauthenticate/", password="wrong-sentinel-password")
    send(signed_in, "email/change/", email="new@example.com")
    send(visitor, "email/change/confirm/", token=inbox.token(), password=PASSWORD)
    send(visitor, "password/reset/", email="new@example.com")
    send(visitor, "password/reset/confirm/", token=inbox.token(), password=NEW)
    list(send_due())
    text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    user.refresh_from_db()
    secrets = [*inbox.tokens(), NEW, PASSWORD, "wrong-sentinel-password", "example.com", user.password]
    assert len(secrets) == 8
    assert not [secret for secret in secrets if secret in text]


def test_unknown_template_variable_logs_no_link_or_address(user: Any, inbox: Inbox, caplog: Any, settings: Any) -> None:
    """At DEBUG, Django logs the whole context of a template that uses an unknown variable."""
    own = {"safejwt/mail/password_reset.txt": "{% if unknown_variable %}-{% endif %}{{ link }}\n"}
    loaders = [("django.template.loaders.locmem.Loader", own), "django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]
    password_reset.request_for_address("ada@example.com")
    with caplog.at_level(logging.DEBUG, "django.template"):
        (token,) = inbox.tokens()
    (record,) = [record for record in caplog.records if record.name == "django.template"]
    logged = str(record.exc_info[1])
    assert "unknown_variable" in logged
    assert token not in logged
    assert quote(token, safe="") not in logged
    assert "example.com" not in logged.replace("app.example.com", "")


def test_templates_use_no_unknown_variable(user: Any, inbox: Inbox, caplog: Any) -> None:
    password_reset.request_for_address("ada@example.com")
    with caplog.at_level(logging.DEBUG, "django.template"):
        assert inbox.tokens()
    assert not [record for record in caplog.records if record.name == "django.template"]
