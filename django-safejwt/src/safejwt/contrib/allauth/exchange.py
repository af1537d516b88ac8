"""What the parts of the bridge know of one request: who is signed in, and which session has started."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ...views import BrowserSession, start_session
from .methods import methods
from .private import records
from .session import inner_session

__all__ = ["Exchange", "exchange_of"]


@dataclass
class Exchange:
    """One request to django-allauth's headless API, and its response."""

    outer: SessionBase
    """The session of Django's cookie."""
    inner: Any = None
    """The session of a user who is signed in, by their access token."""
    is_return: bool = False
    """Whether the app asks for the state of a login that a provider has ended: `adopt/` takes it."""
    started: BrowserSession | None = field(default=None, repr=False)
    block: ExitStack = field(default_factory=ExitStack, repr=False)

    def is_at_end_of_flow(self, request: HttpRequest) -> bool:
        """Whether django-allauth has just logged the user in."""
        return self.inner is None and not self.is_return and request.user.is_authenticated

    def start(self, request: Any) -> None:
        """Turn the login into a session of this package, and end the Django session that the flow has used."""
        flow, user = request.session, request.user
        try:
            self.started = start_session(request, user, amr=methods(records(request, user)), announce=False)
        except Exception:
            request.user = AnonymousUser()
            flow.flush()
            raise
        self.inner = inner_session(user, self.started.tokens.sid)
        kept = dict(flow.items())
        flow.flush()
        self.inner.update({**kept, **dict(self.inner.items())})
        request.session = self.inner


def exchange_of(request: HttpRequest) -> Exchange:
    """The exchange that the middleware has begun.

    Raises:
        ImproperlyConfigured: the middleware is missing.
    """
    exchange = getattr(request, "_safejwt_allauth", None)
    if not isinstance(exchange, Exchange):
        raise ImproperlyConfigured("Add safejwt.contrib.allauth.AllauthMiddleware to MIDDLEWARE.")
    return exchange
