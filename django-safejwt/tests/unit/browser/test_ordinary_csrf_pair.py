"""The ordinary pair of CSRF cookie and header is decided at once. It changes no decision."""

from typing import Any, Final
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.middleware import csrf as csrf_module
from django.test import RequestFactory
from safejwt.browser import csrf
from safejwt.browser.csrf_token import bind, bound_secret, secret_of, unbind
from safejwt.errors import CSRFFailed

SID: Final = UUID(int=1)
NAME: Final = settings.CSRF_COOKIE_NAME
BARE: Final = bound_secret(SID)
TOKEN: Final = bind("S" * 32, SID)
FOREIGN: Final = bind("S" * 32, UUID(int=2))


def request_with(cookies: str, token: str) -> HttpRequest:
    return RequestFactory().get("/", HTTP_COOKIE=cookies, **{settings.CSRF_HEADER_NAME: token})


def passes(request: HttpRequest) -> bool:
    try:
        csrf.enforce(request, SID)
    except CSRFFailed:
        return False
    return True


@pytest.mark.parametrize("token", [BARE, TOKEN])
@pytest.mark.parametrize("around", ["{}", "a=b; {}; c=d", "a=b;{};c=d", "a=b; \t{} ; c=d"])
def test_ordinary_pair(token: str, around: str) -> None:
    request = request_with(around.format(f"{NAME}={token}"), token)
    assert csrf._has_pair(request, SID)
    assert passes(request)
    # Nothing else has been read: its many comparisons are what the ordinary request saves.
    assert "COOKIES" not in vars(request)


@pytest.mark.parametrize(
    ("cookies", "token", "is_valid"),
    [
        (f"{NAME}={TOKEN}; {NAME}={TOKEN}", TOKEN, True),
        (f"{NAME}={FOREIGN}; {NAME}={TOKEN}", TOKEN, True),
        (f"\u00a0{NAME}={FOREIGN}; {NAME}={TOKEN}", TOKEN, True),
        (f"x{NAME}={FOREIGN}; {NAME}={TOKEN}", TOKEN, True),
        (f"a={NAME}; {NAME}={TOKEN}", TOKEN, True),
        (f"{NAME}={'S' * 32}", TOKEN, True),
        (f"{NAME}={TOKEN}", unbind("S" * 32), False),
        (f"{NAME}={FOREIGN}", FOREIGN, False),
        # Both hide the same secret.
        (f"{NAME}={FOREIGN}", TOKEN, True),
        (f"{NAME}={TOKEN}", FOREIGN, False),
        (f"{NAME}={TOKEN}", "", False),
        (f"{NAME}=", "", False),
        ("", "", False),
        (f"{NAME}={TOKEN}", f"{TOKEN}\u00e9", False),
        (f"{NAME}={TOKEN}\u00e9", f"{TOKEN}\u00e9", False),
        (f"{NAME}={TOKEN}x", f"{TOKEN}x", False),
        (f"{NAME}={BARE}{'-' * 32}", f"{BARE}{'-' * 32}", False),
        (f"{NAME}={BARE}{'A' * 31}", f"{BARE}{'A' * 31}", False),
        (f"x{NAME}={TOKEN}", TOKEN, False),
        (f"a={NAME}={TOKEN}", TOKEN, False),
    ],
)
def test_all_else_goes_the_long_way(cookies: str, token: str, is_valid: bool) -> None:
    request = request_with(cookies, token)
    assert not csrf._has_pair(request, SID)
    assert passes(request) is is_valid


def test_long_way_accepts_the_ordinary_pair_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csrf, "_has_pair", lambda request, sid: False)
    assert passes(request_with(f"{NAME}={TOKEN}", TOKEN))


def test_bound_secret_follows_the_secret_key(settings: Any) -> None:
    key, request = settings.SECRET_KEY, request_with(f"{NAME}={TOKEN}", TOKEN)
    settings.SECRET_KEY = "another key of fifty characters, which is long enough"
    assert bound_secret(SID) != BARE
    assert not passes(request)
    settings.SECRET_KEY_FALLBACKS = [key]
    assert passes(request)


@pytest.mark.parametrize("token", [BARE, TOKEN])
def test_token_of_an_ordinary_browser_is_issued_again(token: str) -> None:
    request = request_with(f"{NAME}={token}", token)
    assert csrf.issue(request, SID) == token
    assert "COOKIES" not in vars(request)


def test_new_secret_of_django_replaces_that_of_an_ordinary_browser() -> None:
    request = request_with(f"{NAME}={TOKEN}", TOKEN)
    request.META.update(CSRF_COOKIE="N" * 32, CSRF_COOKIE_NEEDS_UPDATE=True)
    assert csrf.issue(request, SID) == bind("N" * 32, SID)


def test_secret_is_the_one_that_django_reads() -> None:
    django: Any = csrf_module
    for _ in range(100):
        secret = django._get_new_csrf_string()
        for token in (django._mask_cipher_secret(secret), bind(secret, SID)):
            assert secret_of(token) == django._unmask_cipher_token(token) == secret
