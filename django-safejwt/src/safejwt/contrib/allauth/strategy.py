"""For django-allauth's setting `HEADLESS_TOKEN_STRATEGY`."""

from allauth.headless.tokens.strategies.base import AbstractTokenStrategy
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from .exchange import exchange_of
from .private import current_request
from .session import is_signed_in, keep_key, stored

__all__ = ["TokenStrategy"]


class TokenStrategy(AbstractTokenStrategy):
    """An access token of this package for a user who is signed in, `X-Session-Token` for a flow that is pending."""

    def get_session_token(self, request: HttpRequest) -> str | None:
        inner = exchange_of(request).inner
        token: str | None = inner.session_key if inner is not None else super().get_session_token(request)
        return token

    def create_session_token(self, request: HttpRequest) -> str:
        if not request.session.session_key:
            request.session.save()
        return str(request.session.session_key)

    def lookup_session(self, session_token: str) -> SessionBase | None:
        inner = exchange_of(current_request()).inner
        if inner is not None:
            session: SessionBase = inner
            return session
        session_of_flow = stored(session_token)
        # The key of a Django session in which a user is signed in is no credential here.
        return None if session_of_flow is None or is_signed_in(session_of_flow) else keep_key(session_of_flow)
