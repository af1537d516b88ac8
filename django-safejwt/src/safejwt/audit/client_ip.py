"""The network address a request came from: the same one in events, session rows and limits."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from django.http import HttpRequest

from ..conf import conf

__all__ = ["client_ip", "network", "trusted_networks"]

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network

# A home gets a network of this size, and whoever has one can send from any address in it.
_IPV6_PREFIX: Final = 64
# Hops that are looked at; what a stranger puts in front of them costs nothing.
_HOPS: Final = 16


def client_ip(request: HttpRequest) -> str | None:
    """The address of the client, as far as hops are known to be ours; `SAFEJWT_TRUSTED_PROXIES` says which.

    `X-Forwarded-For` is read from its end, since each proxy appends the address it was called from and all before
    that is whatever the client wrote. None where the connection has no address, as on a Unix socket, whatever the server
    calls it; PostgreSQL stores addresses and nothing else.
    """
    connected = request.META.get("REMOTE_ADDR") or ""
    trusted = conf.trusted_proxies
    if not trusted:
        only = _parse(connected)
        return str(only) if only else None
    hops = _hops(connected, request.META.get("HTTP_X_FORWARDED_FOR", ""))
    known: _Address | None = None
    for number, hop in enumerate(hops):
        address = _parse(hop)
        if address is None and (hop or number):
            break  # not an address: the last one that a proxy of ours vouched for is what is known
        known = address or known
        if address is not None and not _is_trusted(address, number, trusted):
            break
        if isinstance(trusted, int) and number == trusted:
            break
    return str(known) if known else None


def network(address: str | None) -> str:
    """What counts as one place: an IPv4 address, or the /64 network of an IPv6 address."""
    parsed = _parse(address or "")
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_PREFIX), strict=False))
    return str(parsed or address)


@lru_cache(maxsize=8)
def trusted_networks(networks: tuple[str, ...]) -> tuple[_Network, ...]:
    """These networks, parsed.

    Raises:
        ValueError: one of them is none.
    """
    return tuple(ip_network(text) for text in networks)


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
    # Some proxies add the port: 192.0.2.1:443, [2001:db8::1]:443.
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    if ":" in text:
        # The interface of a link-local address is this machine's own name for it, and no part of the address.
        text = text.partition("%")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
