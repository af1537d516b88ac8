"""Signals: when they are sent, with which arguments, and that no receiver can break a session."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from safejwt import sessions, signals
from safejwt.conf import conf
from safejwt.errors import RefreshTokenReused
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

from tests.conftest import MINUTE, T0, Heard
from tests.presenting import end, refresh_later, rotate
from tests.project.models import UndatedUser

pytestmark = pytest.mark.django_db


def test_a_start_has_the_row_and_the_person(user: Any, heard: Callable[..., Heard]) -> None:
    received = heard(signals.session_started)
    tokens = sessions.start(user, now=T0)
    assert [(facts["sender"], facts["session"].pk, facts["user"]) for facts in received] == [
        (RefreshToken, tokens.sid, user)
    ]


def test_a_rotation_is_announced_once_and_its_retry_not_at_all(user: Any, heard: Callable[..., Heard]) -> None:
    first = sessions.start(user, now=T0)
    received = heard(signals.session_rotated)
    for _ in range(3):
        rotate(first.refresh_token, now=T0 + MINUTE)
    assert [(facts["session"].generation, facts["user"]) for facts in received] == [(2, user)]


def test_reuse_is_an_ending_and_an_alarm(user: Any, heard: Callable[..., Heard]) -> None:
    ended, alarms = heard(signals.session_ended), heard(signals.refresh_token_reused)
    first = sessions.start(user, now=T0)
    rotate(rotate(first.refresh_token, now=T0 + MINUTE).refresh_token, now=T0 + 2 * MINUTE)
    with pytest.raises(RefreshTokenReused):
        rotate(first.refresh_token, now=T0 + 2 * MINUTE)
    assert [(facts["sid"], facts["reason"]) for facts in ended] == [(first.sid, "reused")]
    assert [(facts["session"].pk, facts["generation"]) for facts in alarms] == [(first.sid, 1)]


def test_the_end_of_all_sessions_is_announced_with_their_user(user: Any, heard: Callable[..., Heard]) -> None:
    received = heard(signals.all_sessions_ended)
    sessions.end_others(user, keep=sessions.start(user, now=T0).sid)
    sessions.end_all(user)
    sessions.end_all(user)
    assert [(facts["sender"], facts["user"]) for facts in received] == [(RefreshToken, user)] * 3


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        (lambda user, tokens: end(tokens.refresh_token, now=T0), "logout"),
        (lambda user, tokens: sessions.end_session(user, tokens.sid), "revoked"),
        (lambda user, tokens: sessions.end_all(user), "revoked"),
    ],
)
def test_an_ending_is_announced_once_with_its_reason_when_the_row_is_gone(
    user: Any, heard: Callable[..., Heard], ending: Callable[..., Any], reason: str
) -> None:
    tokens = sessions.start(user, now=T0)
    rows_left: list[int] = []
    received = heard(signals.session_ended)

    def look(**facts: Any) -> None:
        rows_left.append(RefreshToken.objects.count())

    signals.session_ended.connect(look)
    for _ in range(2):
        ending(user, tokens)
    signals.session_ended.disconnect(look)
    assert [(facts["sid"], facts["reason"]) for facts in received] == [(tokens.sid, reason)]
    assert rows_left == [0]


@pytest.fixture
def failing_receivers() -> Iterator[None]:
    def fail(**facts: Any) -> None:
        raise RuntimeError("a receiver of the project's fails")

    with ExitStack() as stack:
        for name in set(signals.__all__) - {"event_recorded"}:
            signal = getattr(signals, name)
            signal.connect(fail, weak=False)
            stack.callback(signal.disconnect, fail)
        yield


def test_a_receiver_that_fails_stops_nothing_and_is_logged(
    failing_receivers: None, clock: Any, browser: BrowserClient, credentials: dict[str, str], caplog: Any
) -> None:
    browser.get("/users/csrf/")
    browser.take(browser.post("/users/login/", credentials, format="json"))
    stolen = browser.cookies[conf.refresh_cookie_name].value
    for _ in range(2):
        assert refresh_later(browser, clock).status_code == 200
    clock.shift(2 * MINUTE)
    browser.cookies[conf.refresh_cookie_name] = stolen
    assert browser.post("/users/token/").json()["code"] == "refresh_token_reused"
    browser.take(browser.post("/users/login/", credentials, format="json"))
    assert browser.post("/users/logout/").status_code == 204
    assert not RefreshToken.objects.exists()
    # Two logins, two rotations, two ended sessions, an alarm, and a device that is unknown if it cannot be looked up.
    assert [record.name for record in caplog.records].count("django.dispatch") == 9


def test_a_login_in_a_browser_that_is_new_to_somebody_is_announced(
    credentials: dict[str, str], user: Any, heard: Callable[..., Heard]
) -> None:
    received = heard(signals.new_device_signed_in)

    def log_in(browser: BrowserClient) -> Any:
        browser.get("/users/csrf/")
        browser.take(browser.post("/users/login/", credentials, format="json"))
        return RefreshToken.objects.latest("created_at").pk

    laptop, phone = BrowserClient(), BrowserClient()
    log_in(laptop)
    assert not received, "the very first login is not announced"
    laptop.post("/users/logout/")
    log_in(laptop)
    assert not received
    sid = log_in(phone)
    assert [(facts["user"], facts["sid"], facts["request"].path) for facts in received] == [
        (user, sid, "/users/login/")
    ]
    log_in(phone)
    assert len(received) == 1


def test_a_user_model_without_last_login_knows_no_first_login_but_that_of_registering() -> None:
    ada = UndatedUser.objects.create(name="ada")
    assert not sessions.is_first_login(ada, is_registered=True)
    assert sessions.is_first_login(ada, is_registered=False)


def test_whoever_is_called_something_else_is_known_in_his_browser_all_the_same(
    browser: BrowserClient, credentials: dict[str, str], user: Any, heard: Callable[..., Heard]
) -> None:
    received = heard(signals.new_device_signed_in)
    browser.get("/users/csrf/")
    browser.take(browser.post("/users/login/", credentials, format="json"))
    setattr(user, user.USERNAME_FIELD, "countess@example.com")
    user.save(update_fields=[user.USERNAME_FIELD])
    fields = {**credentials, user.USERNAME_FIELD: "countess@example.com"}
    assert browser.post("/users/login/", fields, format="json").status_code == 200
    assert not received
