"""The network address of the client, the same one in events, session rows and rate limits."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from django.http import HttpRequest

from ..conf import conf

__all__ = ["client_ip", "network", "trusted_networks", "wider_networks"]

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

# A client can send from any address of its own network: a /64, for most homes a /56, and a /48 for a tunnel or at a hosting
# provider (RFC 6177).
_IPV6_PREFIX: Final = 64
_WIDER_PREFIXES: Final = (56, 48)
# Hops that are parsed, and their length: an IPv6 address with zone, brackets and port. What a client adds beyond that
# costs nothing.
_HOPS: Final = 16
_LONGEST_HOP: Final = 100
# The one form in which the standard library accepts and writes an IPv4 address. Parsing it takes longer.
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address, looking through the proxies of `SAFEJWT_TRUSTED_PROXIES`.

    `X-Forwarded-For` is read from its end: each proxy appends the address it was called from, and everything before that
    may be forged by the client. Return None if the connection has no address, as on a Unix socket.
    """
    connected = request.META.get("REMOTE_ADDR") or ""
    trusted = conf.trusted_proxies
    if not trusted:
        if _IPV4.fullmatch(connected):
            return connected
        only = _parse(connected)
        return str(only) if only else None
    hops = _hops(connected, request.META.get("HTTP_X_FORWARDED_FOR", ""))
    known: _Address | None = None
    for number, hop in enumerate(hops):
        address = _parse(hop)
        if address is None and (hop or number):
            break  # not an address: the last one that a trusted proxy reported counts
        known = address or known
        if address is not None and not _is_trusted(address, number, trusted):
            break
        if isinstance(trusted, int) and number == trusted:
            break
    return str(known) if known else None


def network(address: str | None) -> str:
    """Return what counts as one client network: an IPv4 address, or the /64 network of an IPv6 address."""
    parsed = _parse(address or "")
    return _network_of(parsed, _IPV6_PREFIX) if isinstance(parsed, IPv6Address) else str(parsed or address)


def wider_networks(address: str | None) -> tuple[str, ...]:
    """Return the /56 and the /48 of an IPv6 address. The neighbors of an IPv4 address belong to other customers."""
    parsed = _parse(address or "")
    return tuple(_network_of(parsed, each) for each in _WIDER_PREFIXES) if isinstance(parsed, IPv6Address) else ()


@lru_cache(maxsize=8)
def trusted_networks(networks: tuple[str, ...]) -> tuple[_Network, ...]:
    """Parse networks in CIDR notation.

    Raises:
        ValueError: one of them is not a network.
    """
    return tuple(ip_network(text) for text in networks)


def _network_of(address: IPv6Address, prefix: int) -> str:
    return str(ip_network((address, prefix), strict=False))


def _hops(connected: str, forwarded: str) -> Iterator[str]:
    yield connected
    if forwarded:
        for hop in reversed(forwarded.rsplit(",", _HOPS)[-_HOPS:]):
            yield hop.strip()


def _is_trusted(address: _Address, number: int, trusted: int | Sequence[str]) -> bool:
    if isinstance(trusted, int):
        return number < trusted
    return any(address in one for one in trusted_networks(tuple(trusted)) if one.version == address.version)


def _parse(text: str) -> _Address | None:
    if len(text) > _LONGEST_HOP:
        return None
    # Some proxies add the port: 192.0.2.1:443, [2001:db8::1]:443.
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    if ":" in text:
        # The zone of a link-local address (RFC 4007 section 11) is a local name and not part of the address.
        text = text.partition("%")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
