"""Cookies that are too many, too long, duplicated or blocked."""

import socket
from collections.abc import Callable

import pytest
from harness.backend import Backend
from harness.user import CSRF_COOKIE, REFRESH_COOKIE, User


def line(*pairs: tuple[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


@pytest.fixture
def user(backend: Backend) -> User:
    return backend.create_user()


@pytest.mark.parametrize("count", [400, 1500])
def test_hundreds_of_sibling_cookies_do_not_interfere(user: User, count: int) -> None:
    siblings = [(f"sibling{number}", "0123456789") for number in range(count - 400)]
    siblings += [(f"s{number:03}", "0123456789abcdef") for number in range(400)]
    cookies = line(*siblings, *user.cookies.items())
    response = user.refresh(cookies=cookies)
    if len(cookies) < 32_000:
        assert response.status == 200
        user.cookies[REFRESH_COOKIE] = response.cookies[REFRESH_COOKIE]
    else:
        assert 400 <= response.status < 500
        assert response.cookies == {}
    assert user.refresh().status == 200


@pytest.mark.parametrize("size", [8 * 1024, 24 * 1024])
def test_long_cookie_header_is_accepted(user: User, size: int) -> None:
    long = line(("long", "x" * size), *user.cookies.items())
    assert user.whoami(cookies=long).status == 200
    assert user.refresh(cookies=long).status == 200
    assert user.refresh().status == 200


@pytest.mark.parametrize("size", [33 * 1024, 1024 * 1024])
def test_oversized_header_is_a_4xx_and_keeps_the_session(user: User, size: int) -> None:
    try:
        response = user.refresh(cookies=line(("long", "x" * size), *user.cookies.items()))
    except (ConnectionResetError, BrokenPipeError):
        pass  # the server closed the connection early
    else:
        assert 400 <= response.status < 500
        assert response.cookies == {}, "the session continues"
    assert user.refresh().status == 200


def test_second_refresh_cookie_leads_to_one_login_and_no_loop(backend: Backend, user: User) -> None:
    other = backend.create_user()
    for value in (other.refresh_token, "planted", ""):
        for pairs in ([("a", "1"), (REFRESH_COOKIE, value)], [(REFRESH_COOKIE, value), ("a", "1")]):
            cookies = line(*pairs, *user.cookies.items())
            response = user.clone().refresh(cookies=cookies)
            assert (response.status, response.code) == (401, "refresh_token_invalid")
            # If ours were deleted, the other one would be alone, and could be an attacker's.
            assert response.cookies == {}
    assert user.refresh().status == 200
    assert user.log_in().status == 200


def test_second_csrf_cookie_does_not_interfere(user: User) -> None:
    for planted in ("x" * 32, "short", ""):
        for pairs in (
            [(CSRF_COOKIE, planted), *user.cookies.items()],
            [*user.cookies.items(), (CSRF_COOKIE, planted)],
        ):
            assert user.whoami(cookies=line(*pairs)).status == 200
            assert user.clone().refresh(cookies=line(*pairs)).status == 200
    assert user.whoami().status == 200


def test_blocked_cookies_give_the_same_error_each_time(backend: Backend) -> None:
    user = backend.create_user()
    blocked = User(backend.port, user.name)
    fresh = blocked.send("GET", "csrf/", cookies={})
    token = fresh.json()["csrfToken"]
    for _ in range(3):
        response = blocked.send(
            "POST",
            "login/",
            {"username": user.name, "password": user.password},
            cookies={},
            headers={"X-CSRFToken": token},
        )
        assert (response.status, response.code) == (403, "csrf_failed")
        assert "CSRF cookie not set" in response.json()["detail"]
    refresh = blocked.refresh(cookies={}, headers={"X-CSRFToken": token})
    assert refresh.status in (401, 403)


def test_malformed_cookie_headers_cause_no_server_error(
    backend: Backend, user: User, figures: Callable[[str], None]
) -> None:
    odd = [
        b"=",
        b"a=\x7f",
        b";;;;",
        b"a",
        b"=b",
        b"a=\xff\xfe",
        b'a="',
        b"\xc2\xa0=1",
        b"a=" + b"%00" * 50,
        b'x="\\073"',
        b"a=b" * 5000,
    ]
    statuses = set()
    for value in odd:
        own = "; ".join(f"{name}={content}" for name, content in user.cookies.items()).encode()
        request = b"\r\n".join(
            [
                b"GET /users/auth/ HTTP/1.1",
                f"Host: 127.0.0.1:{backend.port}".encode(),
                b"X-Forwarded-Proto: https",
                b"Sec-Fetch-Site: same-origin",
                b"Connection: close",
                f"Authorization: Bearer {user.access_token}".encode(),
                f"X-CSRFToken: {user.cookies[CSRF_COOKIE]}".encode(),
                b"Cookie: " + value + b"; " + own,
                b"",
                b"",
            ]
        )
        with socket.create_connection(("127.0.0.1", backend.port), timeout=15) as connection:
            connection.sendall(request)
            first = connection.makefile("rb").readline()
        statuses.add(int(first.split()[1]))
    assert statuses <= {200, 400, 403}
    assert user.refresh().status == 200
    figures(
        f"{len(odd)} malformed cookie headers answered {sorted(statuses)}; 400 cookies and 24 kB of them read; above, 4xx"
    )
