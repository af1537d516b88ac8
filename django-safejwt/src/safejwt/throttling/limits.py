"""Limits from rates in the settings, whom they apply to, and the event of a refusal."""

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ..audit import client_ip, events
from ..conf import parse_rates
from .sliding_window import Limit, Refusal

__all__ = ["limits_of", "network_key", "record_refusal"]


def limits_of(scope: str, rates: str | None, *identity: str) -> list[Limit]:
    """One limit for each of these rates, such as `10/m,100/h`.

    Raises:
        ImproperlyConfigured: a rate cannot be parsed.
    """
    try:
        parsed = parse_rates(rates)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error
    return [Limit(scope, "\n".join(identity), hits, seconds) for hits, seconds in parsed]


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
