"""What the parts of the bridge know of one request: who is signed in, and which session has started."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ... import sessions
from ...errors import SessionEnded
from ...views import BrowserSession, start_session
from .methods import methods
from .private import records
from .session import inner_session, is_pending

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
    is_leaving: bool = False
    """Whether the user who is signed in leaves for a provider, to add it to the account."""
    is_locked: bool = False
    """Whether `block` has a transaction, with the lock of `still_active`."""
    is_failed: bool = False
    """Whether the view has raised an exception."""
    started: BrowserSession | None = field(default=None, repr=False)
    block: ExitStack = field(default_factory=ExitStack, repr=False)

    def lock(self, user: AbstractBaseUser, sid: UUID) -> None:
        """Hold the lock of this session until the response.

        Raises:
            SessionEnded: it is not active.
        """
        self.block.enter_context(sessions.still_active(user, sid))
        self.is_locked = True

    def is_at_end_of_flow(self, request: HttpRequest) -> bool:
        """Whether django-allauth has just logged the user in."""
        return self.inner is None and not self.is_return and request.user.is_authenticated

    def start(self, request: Any) -> None:
        """Turn the login into a session of this package, and end the Django session that the flow has used."""
        flow, user = request.session, request.user
        kept = dict(flow.items())
        try:
            # Of concurrent requests that end one flow, the first that has the lock finds its session.
            with sessions.still_active(user, None):
                if not is_pending(flow, user):
                    raise SessionEnded
                self.started = start_session(request, user, amr=methods(records(request, user)), announce=False)
                flow.flush()
        except Exception:
            request.user = AnonymousUser()
            flow.flush()
            raise
        self.inner = inner_session(user, self.started.tokens.sid)
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
