"""Limits from rates in the settings, whom they apply to, and the event of a refusal."""

import re
from functools import cache
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ..audit import client_ip, events
from .sliding_window import Limit, Refusal

__all__ = ["has_network", "limits_of", "limits_of_networks", "network_key", "record_refusal"]

_SECONDS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def limits_of(scope: str, rates: str | None, *identity: str, times: int = 1) -> list[Limit]:
    """One limit for each of these rates, such as `10/m,100/h`.

    times: how many of them the identity is worth.

    Raises:
        ImproperlyConfigured: a rate cannot be parsed.
    """
    limits = []
    for rate in (rates or "").replace(" ", "").split(",") if rates else ():
        match = re.fullmatch(r"(\d+)/([smhd])", rate)
        if match is None:
            raise ImproperlyConfigured(f"{rate!r} is not a rate; write a number, a slash and s, m, h or d: 10/m")
        limits.append(Limit(scope, "\n".join(identity), times * int(match[1]), _SECONDS[match[2]]))
    return limits


def limits_of_networks(scope: str, rates: str | None, request: HttpRequest) -> list[Limit]:
    """These rates for the client network of a request, and of IPv6 for the /56 and the /48 around it.

    The wider networks may do twice and four times as much, so one client cannot use up the limits of its neighbors.
    """
    wider = client_ip.wider_networks(client_ip.client_ip(request))
    found = limits_of(scope, rates, network_key(request))
    for power, network in enumerate(wider, start=1):
        found += limits_of(scope, rates, network, times=2**power)
    return found


def has_network(request: HttpRequest) -> bool:
    """Whether the address of the client is known. If not, all clients look like one; an event says so."""
    if client_ip.client_ip(request) is not None:
        return True
    _report_unknown_address()
    return False


def network_key(request: HttpRequest) -> str:
    """The client network of a request: an IPv4 address, or the /64 network of an IPv6 address."""
    return client_ip.network(client_ip.client_ip(request))


@cache  # once in a process: it is true for every request or for none
def _report_unknown_address() -> None:
    events.record("client_address_unknown")


def record_refusal(refusal: Refusal, request: HttpRequest, *, user_id: object = None) -> None:
    """Record the first refusal of each window only, or an attacker could flood the log."""
    if refusal.is_first:
        limit = refusal.limit
        events.record(
            "excess_rate_limit_exceeded", request=request, scope=limit.scope, limit=limit.hits, user_id=user_id
        )
