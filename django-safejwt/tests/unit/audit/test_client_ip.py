"""The client's address: X-Forwarded-For is read from trusted hops only."""

from typing import Any

import pytest
from django.test import RequestFactory
from safejwt.audit.client_ip import _IPV4, _parse, client_ip, network
from safejwt.models import RefreshToken
from safejwt.testing import BrowserClient

PROXY, CLIENT, FORGED = "10.0.0.1", "203.0.113.7", "192.0.2.66"
OURS = ["10.0.0.0/8", "fd00::/8"]

CASES: list[tuple[Any, str, str, str | None]] = [
    # No proxy is trusted by default.
    (0, CLIENT, FORGED, CLIENT),
    (0, "", FORGED, None),
    # Servers have different words for a connection without an address.
    (0, "localhost", "", None),
    (0, "unix:", "", None),
    (0, "fe80::1%eth0", "", "fe80::1"),
    (0, f"::ffff:{CLIENT}", "", CLIENT),
    (1, "unix:", "", None),
    # One proxy, which has appended the address it was called from.
    (1, PROXY, CLIENT, CLIENT),
    (1, PROXY, f"{FORGED}, {CLIENT}", CLIENT),
    (1, PROXY, f"{FORGED},{FORGED} , {CLIENT} ", CLIENT),
    (1, PROXY, "", PROXY),
    (1, "", CLIENT, CLIENT),
    (2, PROXY, f"{FORGED}, {CLIENT}, 10.0.0.2", CLIENT),
    (2, PROXY, CLIENT, CLIENT),
    # Networks: the last address outside of them.
    (OURS, PROXY, CLIENT, CLIENT),
    (OURS, PROXY, f"{FORGED}, {CLIENT}, 10.0.0.2, 10.0.0.3", CLIENT),
    (OURS, "fd00::1", f"{FORGED}, {CLIENT}", CLIENT),
    (OURS, CLIENT, FORGED, CLIENT),
    (OURS, PROXY, "10.0.0.9", "10.0.0.9"),
    (OURS, PROXY, "", PROXY),
    # Ports, IPv6 in brackets, IPv4 in IPv6.
    (1, PROXY, f"{CLIENT}:51234", CLIENT),
    (1, PROXY, "[2001:db8::7]:51234", "2001:db8::7"),
    (1, PROXY, "2001:DB8:0::7", "2001:db8::7"),
    (1, f"::ffff:{PROXY}", f"::ffff:{CLIENT}", CLIENT),
    (OURS, f"::ffff:{PROXY}", CLIENT, CLIENT),
    # An invalid address ends the search at the last known hop.
    (1, PROXY, "unknown", PROXY),
    (OURS, PROXY, f"{FORGED}, _hidden", PROXY),
    (1, PROXY, "<script>", PROXY),
    (1, PROXY, ",,,", PROXY),
    (OURS, PROXY, ", ".join([FORGED, *["10.0.0.2"] * 500]), "10.0.0.2"),
]


@pytest.mark.parametrize(("trusted", "connected", "forwarded", "expected"), CASES)
def test_client_address(settings: Any, trusted: Any, connected: str, forwarded: str, expected: str | None) -> None:
    settings.SAFEJWT_TRUSTED_PROXIES = trusted
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_ip(RequestFactory(REMOTE_ADDR=connected, **headers).get("/")) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "None"),
    ],
)
def test_client_network(address: str | None, expected: str) -> None:
    assert network(address) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("connected", ["localhost", "unix:", "", "fe80::1%eth0"])
def test_login_works_without_an_address(browser: BrowserClient, credentials: dict[str, str], connected: str) -> None:
    browser.get("/users/csrf/")
    assert browser.post("/users/login/", credentials, format="json", REMOTE_ADDR=connected).status_code == 200
    assert RefreshToken.objects.get().ip == ("fe80::1" if connected.startswith("fe80") else None)


@pytest.mark.parametrize(
    "address",
    [
        *("0.10.0.1", "9.10.99.100", "199.200.249.250", "255.255.255.255", "127.0.0.1"),
        *("256.1.1.1", "1.260.1.1", "1.1.1.300", "01.1.1.1", "1.1.1.00", "1.1.1", "1.1.1.1.1", "1.1.1.1\n", " 1.1.1.1"),
        *("\u0661.1.1.1", "1.1.1.1:80", "1.1.1.1%1", "::1"),
    ],
)
def test_address_that_is_recognized_without_parsing_is_the_parsed_one(address: str) -> None:
    parsed = _parse(address)
    assert client_ip(RequestFactory().get("/", REMOTE_ADDR=address)) == (str(parsed) if parsed else None)
    if _IPV4.fullmatch(address):
        assert str(parsed) == address
