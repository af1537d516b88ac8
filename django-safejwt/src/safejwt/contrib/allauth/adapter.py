"""For django-allauth's setting `HEADLESS_ADAPTER`."""

from typing import Any

from allauth.headless.adapter import DefaultHeadlessAdapter
from django.http import HttpRequest

from .exchange import exchange_of

__all__ = ["HeadlessAdapter"]


class HeadlessAdapter(DefaultHeadlessAdapter):
    """Starts the session where a flow ends. A project can extend it."""

    def populate_response_meta(self, request: HttpRequest, meta: dict[str, Any]) -> None:
        """Add `accessToken`, `expiresIn`, `tokenType` and `user` to the response that signs the user in."""
        exchange = exchange_of(request)
        if exchange.is_at_end_of_flow(request):
            exchange.start(request)
        if exchange.started is not None:
            meta.pop("session_token", None)
            meta.update(exchange.started.body)
