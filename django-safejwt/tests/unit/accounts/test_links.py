"""The token of a link is accepted for its purpose only."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import signing
from django.utils import timezone
from safejwt import sessions
from safejwt.accounts.flows import email_change, password_reset, registration, verification
from safejwt.accounts.mail import links
from safejwt.accounts.models import AccountEmail, PendingRegistration
from safejwt.conf import conf
from safejwt.errors import LinkInvalid
from safejwt.testing import BrowserClient

from tests.conftest import PASSWORD

from .conftest import Inbox, Send

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(user: Any, visitor: BrowserClient) -> dict[str, str]:
    """One valid token of every kind."""
    session = sessions.start(user)
    field = user.get_email_field_name()
    AccountEmail.objects.create(user=user, pending_address="new@example.com", pending_since=timezone.now())
    pending = PendingRegistration.objects.create(
        address="grace@example.com", fields={"username": "grace", field: "grace@example.com", "password": user.password}
    )
    tokens = {
        "access": session.access_token,
        "refresh": session.refresh_token,
        "csrf": visitor.cookies[settings.CSRF_COOKIE_NAME].value,
        "verify": verification.make_token(user),
        "register": registration.make_token(pending),
        "reset": password_reset.make_token(user, requested_at=timezone.now()),
        "email change": email_change.make_token(user, "new@example.com"),
    }
    return {name: str(token) for name, token in tokens.items()}


# The kinds of token that each endpoint or credential accepts.
ENDPOINTS: dict[str, set[str]] = {
    "authorization": {"access"},
    "refresh cookie": {"refresh"},
    "email/verify/": {"verify", "register"},
    "email/change/confirm/": {"email change"},
    "password/reset/confirm/": {"reset"},
}


def present(endpoint: str, token: str, send: Send) -> int:
    browser = BrowserClient()
    browser.get("/users/csrf/")
    match endpoint:
        case "authorization":
            browser.access_token = token
            return int(browser.get("/users/auth/").status_code)
        case "refresh cookie":
            browser.cookies[conf.refresh_cookie_name] = token
            browser.get("/users/csrf/")
            return int(browser.post("/users/token/").status_code)
        case _:
            # A reset needs another password, and the other links the present one.
            password = "another long passphrase" if "reset" in endpoint else PASSWORD
            return int(send(browser, endpoint, token=token, password=password).status_code)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("kind", ["access", "refresh", "csrf", "verify", "register", "reset", "email change"])
def test_token_is_accepted_only_where_it_belongs(tokens: dict[str, str], endpoint: str, kind: str, send: Send) -> None:
    status = present(endpoint, tokens[kind], send)
    if kind in ENDPOINTS[endpoint]:
        # The access token is bound to its session, and the CSRF pair of this new browser is not.
        assert status in ({200, 204} if endpoint != "authorization" else {403})
    else:
        assert status in (400, 401)


@pytest.mark.parametrize("kind", ["verify", "register", "reset", "email change"])
def test_changed_token_is_refused(tokens: dict[str, str], kind: str) -> None:
    token = tokens[kind]
    purpose: Any = {
        "verify": "verify_email",
        "register": "register",
        "reset": "password_reset",
        "email change": "email_change",
    }
    assert links.read(purpose[kind], token).purpose == purpose[kind]
    for position, character in enumerate(token):
        other = "A" if character != "A" else "B"
        with pytest.raises(LinkInvalid):
            links.read(purpose[kind], token[:position] + other + token[position + 1 :])
    for wrong in ("", token + "=", token[:-1], f" {token}", token * 20, "\ud800", "a:b:c", "::", token.upper()):
        with pytest.raises(LinkInvalid):
            links.read(purpose[kind], wrong)


def test_each_purpose_has_its_own_key(user: Any, settings: Any) -> None:
    token = links.mint("password_reset", user.pk, "state")
    for salt in ("", "django.core.signing", *(f"safejwt.accounts.links.{purpose}" for purpose in links.PAGES)):
        if salt.endswith("password_reset"):
            continue
        with pytest.raises(signing.BadSignature):
            signing.loads(token, salt=salt)


def test_links_survive_a_rotation_of_the_secret_key(user: Any, settings: Any) -> None:
    token = links.mint("verify_email", user.pk, "state")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 10 + "ew-secret-key-0123456789"
    assert links.read("verify_email", token).is_of("state")
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(LinkInvalid):
        links.read("verify_email", token)


def test_parts_of_a_state_cannot_be_shifted() -> None:
    token = links.mint("email_change", 1, "a", "bc")
    assert not links.read("email_change", token).is_of("ab", "c")
    assert not links.read("email_change", token).is_of("a", "bc", "")


def test_token_contains_no_address(tokens: dict[str, str]) -> None:
    for kind in ("verify", "register", "reset", "email change"):
        content = signing.b64_decode(tokens[kind].split(":")[0].lstrip(".").encode())
        assert b"example" not in content
        assert b"@" not in content


@pytest.mark.parametrize("purpose", sorted(links.PAGES))
def test_token_is_in_the_fragment(purpose: Any) -> None:
    parts = urlsplit(links.link(purpose, "a:b/c?d#e"))
    assert (parts.scheme, parts.netloc, parts.query) == ("https", "app.example.com", "")
    assert parts.path == links.PAGES[purpose]
    assert parts.fragment == "token=a:b%2Fc%3Fd%23e"


def test_refused_link_is_recorded_as_an_event(visitor: BrowserClient, send: Send, caplog: Any) -> None:
    send(visitor, "email/verify/", token="garbage")
    (record,) = [record for record in caplog.records if record.name == "safejwt"]
    assert (record.message, record.code) == ("link_invalid", "link_invalid")


def owned(user: Any) -> None:
    """The caller owns the account."""


def confirm_email_change(token: str) -> None:
    email_change.confirm(token, require_ownership=owned)


def confirm_address(token: str) -> None:
    verification.confirm(links.read("verify_email", token), require_ownership=owned)


def complete_registration(token: str) -> None:
    registration.complete(links.read("register", token), require_ownership=owned)


def reset_password(token: str) -> None:
    password_reset.reset(password_reset.presented_user(token), "a long enough passphrase")


@pytest.mark.parametrize(
    ("kind", "use"),
    [
        ("verify", confirm_address),
        ("register", complete_registration),
        ("email change", confirm_email_change),
        ("reset", reset_password),
    ],
)
def test_link_used_between_reading_and_writing_is_refused(
    tokens: dict[str, str], kind: str, use: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads interleave like this by chance; here they always do."""
    is_of, other_tokens = links.Presented.is_of, [tokens[kind]]

    def overtaken(presented: links.Presented, *state: object) -> bool:
        right = is_of(presented, *state)
        while other_tokens:
            use(other_tokens.pop())
        return right

    monkeypatch.setattr(links.Presented, "is_of", overtaken)
    with pytest.raises(LinkInvalid) as refused:
        use(tokens[kind])
    assert refused.value.message == LinkInvalid.message
    assert other_tokens == []


def test_links_presented_from_one_address_are_limited(visitor: BrowserClient, send: Send, clock: Any) -> None:
    statuses = [send(visitor, "password/reset/confirm/", token="x", password="y").status_code for _ in range(31)]
    assert statuses == [400] * 30 + [429]


def test_email_requests_from_one_address_are_limited(
    visitor: BrowserClient, send: Send, clock: Any, inbox: Inbox
) -> None:
    paths = ["password/reset/", "email/verify/resend/"] * 10
    assert {send(visitor, path, email="unknown@example.com").status_code for path in paths} == {202}
    assert send(visitor, "password/reset/", email="unknown@example.com").json()["code"] == "throttled"
