"""Cookies that are too many, too long, twice there, or blocked (X22)."""

import socket
from collections.abc import Callable

import pytest
from harness.backend import Backend
from harness.person import CSRF_COOKIE, REFRESH_COOKIE, Person


def line(*pairs: tuple[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


@pytest.fixture
def person(backend: Backend) -> Person:
    return backend.somebody()


@pytest.mark.parametrize("count", [400, 1500])
def test_x22_hundreds_of_cookies_of_sibling_applications_are_in_nobodys_way(person: Person, count: int) -> None:
    siblings = [(f"sibling{number}", "0123456789") for number in range(count - 400)]
    siblings += [(f"s{number:03}", "0123456789abcdef") for number in range(400)]
    cookies = line(*siblings, *person.cookies.items())
    answer = person.refresh(cookies=cookies)
    if len(cookies) < 32_000:
        assert answer.status == 200
        person.cookies[REFRESH_COOKIE] = answer.cookies[REFRESH_COOKIE]
    else:
        assert 400 <= answer.status < 500
        assert answer.cookies == {}
    assert person.refresh().status == 200


@pytest.mark.parametrize("size", [8 * 1024, 24 * 1024])
def test_x22_a_long_cookie_header_is_read(person: Person, size: int) -> None:
    long = line(("long", "x" * size), *person.cookies.items())
    assert person.whoami(cookies=long).status == 200
    assert person.refresh(cookies=long).status == 200
    assert person.refresh().status == 200


@pytest.mark.parametrize("size", [33 * 1024, 1024 * 1024])
def test_x22_a_header_that_nobody_reads_to_its_end_is_a_plain_4xx(person: Person, size: int) -> None:
    try:
        answer = person.refresh(cookies=line(("long", "x" * size), *person.cookies.items()))
    except (ConnectionResetError, BrokenPipeError):
        pass  # hung up while we were still sending
    else:
        assert 400 <= answer.status < 500
        assert answer.cookies == {}, "nobody is signed out"
    assert person.refresh().status == 200


def test_x22_a_second_refresh_cookie_is_refused_once_and_ends_in_the_login_and_not_in_a_loop(
    backend: Backend, person: Person
) -> None:
    other = backend.somebody()
    for value in (other.refresh_token, "planted", ""):
        for pairs in ([("a", "1"), (REFRESH_COOKIE, value)], [(REFRESH_COOKIE, value), ("a", "1")]):
            cookies = line(*pairs, *person.cookies.items())
            answer = person.clone().refresh(cookies=cookies)
            assert (answer.status, answer.code) == (401, "refresh_token_invalid")
            assert answer.cookies[REFRESH_COOKIE] == "", "the one that is ours goes"
    # The browser that followed that order has none left that is ours; another answer, and no further refresh.
    person.cookies.pop(REFRESH_COOKIE)
    assert person.refresh().code == "refresh_token_missing"
    assert person.log_in().status == 200


def test_x22_a_second_csrf_cookie_is_403_or_the_right_one_counts_and_a_new_one_mends_it(
    person: Person,
) -> None:
    for planted in ("x" * 32, "short", ""):
        for pairs in (
            [(CSRF_COOKIE, planted), *person.cookies.items()],
            [*person.cookies.items(), (CSRF_COOKIE, planted)],
        ):
            answer = person.whoami(cookies=line(*pairs))
            assert (answer.status, answer.code) in ((200, None), (403, "csrf_failed"))
    assert person.send("GET", "csrf/").status == 200
    assert person.whoami().status == 200


def test_x22_a_browser_that_blocks_cookies_is_told_so_each_time_in_the_same_words(backend: Backend) -> None:
    person = backend.somebody()
    blocked = Person(backend.port, person.name)
    fresh = blocked.send("GET", "csrf/", cookies={})
    token = fresh.json()["csrfToken"]
    for _ in range(3):
        answer = blocked.send(
            "POST",
            "login/",
            {"username": person.name, "password": person.password},
            cookies={},
            headers={"X-CSRFToken": token},
        )
        assert (answer.status, answer.code) == (403, "csrf_failed")
        assert "CSRF cookie not set" in answer.json()["detail"]
    refresh = blocked.refresh(cookies={}, headers={"X-CSRFToken": token})
    assert refresh.status in (401, 403)


def test_x22_odd_bytes_in_the_cookie_header_are_no_fault_of_the_server(
    backend: Backend, person: Person, figures: Callable[[str], None]
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
        own = "; ".join(f"{name}={content}" for name, content in person.cookies.items()).encode()
        request = b"\r\n".join(
            [
                b"GET /users/auth/ HTTP/1.1",
                f"Host: 127.0.0.1:{backend.port}".encode(),
                b"X-Forwarded-Proto: https",
                b"Sec-Fetch-Site: same-origin",
                b"Connection: close",
                f"Authorization: Bearer {person.access_token}".encode(),
                f"X-CSRFToken: {person.cookies[CSRF_COOKIE]}".encode(),
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
    assert person.refresh().status == 200
    figures(
        f"X22: {len(odd)} malformed cookie headers answered {sorted(statuses)}; 400 cookies and 24 kB of them read; above, 4xx"
    )
