"""What the flows write to the log, and what never is there (security bar K1, K2)."""

import logging
from typing import Any
from urllib.parse import quote

import pytest
from safejwt.accounts.flows import password_reset, verification
from safejwt.accounts.mail.delivery import send_due
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Post, Send

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture
def log(caplog: Any) -> Any:
    """`log()`: the names of what was recorded since it was last asked, sessions and mails left out."""
    caplog.set_level(logging.DEBUG)

    def read() -> list[str]:
        names = [record.message for record in caplog.records if record.name == "safejwt"]
        caplog.clear()
        return [name for name in names if not name.startswith(("session_", "mail_", "authn_token"))]

    return read


def test_each_flow_is_in_the_log(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send, log: Any
) -> None:
    log()
    verification.request(user)
    send(visitor, "email/verify/", token=post.token(), password=PASSWORD)
    assert log() == ["email_verified"]
    send(visitor, "email/verify/", token=post.token(), password=PASSWORD)
    assert log() == ["link_invalid"]
    send(signed_in, "reauthenticate/", password="wrong")
    assert log() == ["authn_reauthentication_fail"]
    assert send(signed_in, "reauthenticate/", password=PASSWORD).status_code == 204
    signed_in.take(signed_in.post("/users/token/"))
    assert log() == ["authn_reauthentication_success"]
    send(signed_in, "email/change/", email="new@example.com")
    assert log() == ["email_change_request"]
    send(visitor, "email/change/confirm/", token=post.token(), password=PASSWORD)
    assert log() == ["email_change"]
    send(signed_in, "password/change/", current_password="wrong", password=NEW)
    assert log() == ["authn_password_change_fail"]
    assert send(signed_in, "password/change/", current_password=PASSWORD, password=NEW).status_code == 204
    assert log() == ["authn_password_change"]
    send(visitor, "password/reset/", email="new@example.com")
    assert log() == ["authn_password_reset_request"]
    token = post.token()
    signed_in.delete("/users/account/")
    assert log() == ["user_deleted"]
    send(visitor, "password/reset/confirm/", token=token, password=NEW)
    assert log() == ["link_invalid"]


def test_a_reset_is_in_the_log(visitor: BrowserClient, user: Any, post: Post, send: Send, log: Any) -> None:
    send(visitor, "password/reset/", email="ada@example.com")
    send(visitor, "password/reset/confirm/", token=post.token(), password=NEW)
    assert log() == ["authn_password_reset_request", "email_verified", "authn_password_reset"]


def test_no_token_password_or_address_gets_into_any_log(
    signed_in: BrowserClient, visitor: BrowserClient, user: Any, post: Post, send: Send, caplog: Any, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    # Django writes SQL with its values at DEBUG; docs/settings.md says to keep that above it.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    settings.DEBUG = True
    send(visitor, "email/verify/resend/", email="ada@example.com")
    send(visitor, "email/verify/", token=post.token(), password=PASSWORD)
    send(signed_in, "reauthenticate/", password="wrong-sentinel-password")
    send(signed_in, "email/change/", email="new@example.com")
    send(visitor, "email/change/confirm/", token=post.token(), password=PASSWORD)
    send(visitor, "password/reset/", email="new@example.com")
    send(visitor, "password/reset/confirm/", token=post.token(), password=NEW)
    list(send_due())
    text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    user.refresh_from_db()
    secrets = [*post.tokens(), NEW, PASSWORD, "wrong-sentinel-password", "example.com", user.password]
    assert len(secrets) == 8
    assert not [secret for secret in secrets if secret in text]


def test_a_template_that_names_what_is_not_there_puts_no_link_and_no_address_into_the_log(
    user: Any, post: Post, caplog: Any, settings: Any
) -> None:
    """At DEBUG, Django logs all that a template was given when it does not find something in it."""
    own = {"safejwt/mail/password_reset.txt": "{% if nothing_of_ours %}-{% endif %}{{ link }}\n"}
    loaders = [("django.template.loaders.locmem.Loader", own), "django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]
    password_reset.request_for_address("ada@example.com")
    with caplog.at_level(logging.DEBUG, "django.template"):
        (token,) = post.tokens()
    (record,) = [record for record in caplog.records if record.name == "django.template"]
    said = str(record.exc_info[1])
    assert "nothing_of_ours" in said
    assert token not in said
    assert quote(token, safe="") not in said
    assert "example.com" not in said.replace("app.example.com", "")


def test_our_templates_name_nothing_that_is_not_there(user: Any, post: Post, caplog: Any) -> None:
    password_reset.request_for_address("ada@example.com")
    with caplog.at_level(logging.DEBUG, "django.template"):
        assert post.tokens()
    assert not [record for record in caplog.records if record.name == "django.template"]
