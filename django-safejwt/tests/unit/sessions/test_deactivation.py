"""Deactivation ends the sessions of a user for good: what was signed in before does not return with a reactivation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, transaction
from safejwt.models import RefreshToken
from safejwt.sessions import deactivation
from safejwt.signals import session_ended
from safejwt.testing import BrowserClient

from tests.conftest import Manage

pytestmark = pytest.mark.django_db
BANNED = "banned@example.com"


def set_active(user: Any, value: bool) -> None:
    """Without a signal, as raw SQL and `QuerySet.update()` do."""
    type(user)._base_manager.filter(pk=user.pk).update(is_active=value)


def statuses(browser: BrowserClient) -> list[int]:
    return [browser.get("/users/auth/").status_code, browser.post("/users/token/").status_code]


@pytest.fixture(params=["database", "none"])
def mode(request: Any, settings: Any) -> str:
    settings.SAFEJWT_SESSION_CHECK = request.param
    return str(request.param)


@pytest.fixture
def silent(user: Any) -> BrowserClient:
    """Another browser of the user, which sends nothing while the user is deactivated."""
    browser = BrowserClient()
    browser.sign_in(user)
    return browser


def request_access(browser: BrowserClient) -> int:
    return int(browser.get("/users/auth/").status_code)


def refresh(browser: BrowserClient) -> int:
    return int(browser.post("/users/token/").status_code)


@pytest.mark.parametrize("use", [request_access, refresh])
def test_use_while_deactivated_ends_all_sessions(
    user: Any, signed_in: BrowserClient, silent: BrowserClient, mode: str, use: Callable[[BrowserClient], int]
) -> None:
    cookies = signed_in.cookies.copy()
    set_active(user, False)
    assert use(signed_in) == 401
    assert not RefreshToken.objects.exists()
    set_active(user, True)
    # A thief's copy of the cookie, which the refused refresh deleted from this browser.
    signed_in.cookies = cookies
    assert refresh(signed_in) == refresh(silent) == 401


def test_save_ends_sessions_that_are_not_used_meanwhile(user: Any, signed_in: BrowserClient, mode: str) -> None:
    user.is_active = False
    user.save()
    assert not RefreshToken.objects.exists()
    user.is_active = True
    user.save()
    assert refresh(signed_in) == 401


def test_end_is_announced(user: Any, signed_in: BrowserClient, heard: Any) -> None:
    ended = heard(session_ended)
    sid = RefreshToken.objects.get().pk
    user.is_active = False
    with transaction.atomic():
        user.save()
    assert [(each["sid"], each["reason"]) for each in ended] == [(sid, "deactivated")]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_deactivation_ends_nothing(user: Any, signed_in: BrowserClient) -> None:
    user.is_active = False
    with transaction.atomic():
        user.save()
        transaction.set_rollback(True)
    assert statuses(signed_in) == [200, 200]


@pytest.mark.parametrize("by", ["save", "update"])
def test_soft_deletion_ends_sessions_for_good(
    user: Any,
    signed_in: BrowserClient,
    mode: str,
    by: str,
    manage: Manage,
) -> None:
    manage(lambda users: users.exclude(email=BANNED))
    browser, address = BrowserClient(), user.email
    browser.sign_in(user)
    RefreshToken.objects.exclude(pk=RefreshToken.objects.latest("created_at").pk).delete()
    if by == "save":
        user.email = BANNED
        user.save()
    else:
        type(user)._base_manager.update(email=BANNED)
        assert request_access(browser) == 401
    assert not RefreshToken.objects.exists()
    type(user)._base_manager.update(email=address)
    assert refresh(browser) == 401


def test_other_changes_end_nothing(user: Any, signed_in: BrowserClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        user.save(update_fields=["email"])
    assert statuses(signed_in) == [200, 200]


def test_stale_instance_ends_nothing(user: Any, signed_in: BrowserClient) -> None:
    """It says that the user is inactive, but does not store it."""
    user.is_active = False
    user.save(update_fields=["email"])
    assert statuses(signed_in) == [200, 200]


@pytest.mark.parametrize("step", ["primary_alias", "find_session"])
def test_session_of_a_login_after_the_reactivation_survives(
    user: Any, signed_in: BrowserClient, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The user is reactivated and logs in while a request that was refused ends the old sessions.

    step: the reactivation comes before it. First the ids are read, then the user once more.
    """
    original, new = getattr(deactivation, step), BrowserClient()

    def reactivate_first(*args: Any) -> Any:
        set_active(user, True)
        new.sign_in(user)
        return original(*args)

    monkeypatch.setattr(deactivation, step, reactivate_first)
    set_active(user, False)
    assert request_access(signed_in) == 401
    assert statuses(new) == [200, 200]
    assert refresh(signed_in) == 401, "it was refused, so it has ended"


def test_refusal_inside_a_transaction_ends_nothing_yet(user: Any, signed_in: BrowserClient) -> None:
    """The refusal would roll it back (ATOMIC_REQUESTS)."""
    set_active(user, False)
    with transaction.atomic():
        assert request_access(signed_in) == 401
        assert RefreshToken.objects.exists()
    assert refresh(signed_in) == 401
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("use", [request_access, refresh])
def test_deactivated_user_is_401_on_a_read_only_database(
    user: Any, signed_in: BrowserClient, monkeypatch: pytest.MonkeyPatch, use: Callable[[BrowserClient], int]
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> bool:
        raise OperationalError("attempt to write a readonly database")

    set_active(user, False)
    monkeypatch.setattr(deactivation.revocation, "end", refuse)
    assert use(signed_in) == 401


def test_sessions_of_other_users_stay(user: Any, make_user: Any, signed_in: BrowserClient) -> None:
    other = BrowserClient()
    other.sign_in(make_user("grace"))
    set_active(user, False)
    assert request_access(signed_in) == 401
    assert statuses(other) == [200, 200]
