"""Limits from rates in the settings, whom they apply to, and the event of a refusal."""

import re
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ..audit import client_ip, events
from .sliding_window import Limit, Refusal

__all__ = ["limits_of", "network_key", "record_refusal"]

_SECONDS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def limits_of(scope: str, rates: str | None, *identity: str) -> list[Limit]:
    """One limit for each of these rates, such as `10/m,100/h`.

    Raises:
        ImproperlyConfigured: a rate cannot be parsed.
    """
    limits = []
    for rate in (rates or "").replace(" ", "").split(",") if rates else ():
        match = re.fullmatch(r"(\d+)/([smhd])", rate)
        if match is None:
            raise ImproperlyConfigured(f"{rate!r} is not a rate; write a number, a slash and s, m, h or d: 10/m")
        limits.append(Limit(scope, "\n".join(identity), int(match[1]), _SECONDS[match[2]]))
    return limits


def network_key(request: HttpRequest) -> str:
    """The client network of a request: an IPv4 address, or the /64 network of an IPv6 address."""
    return client_ip.network(client_ip.client_ip(request))


def record_refusal(refusal: Refusal, request: HttpRequest, *, user_id: object = None) -> None:
    """Record the first refusal of each window only, or an attacker could flood the log."""
    if refusal.is_first:
        limit = refusal.limit
        events.record(
            "excess_rate_limit_exceeded", request=request, scope=limit.scope, limit=limit.hits, user_id=user_id
        )
