"""The endpoints: HTTP in, a verb of `safejwt.sessions`, HTTP out."""

from .base import AnonymousView, ProtectedView
from .devices import SessionListView, SessionView
from .jwks import JWKSView
from .login import (
    CSRFView,
    CurrentUserView,
    EventListView,
    LoginView,
    LogoutEverywhereView,
    LogoutView,
    TokenView,
    session_response,
    signed_out_response,
)

__all__ = [
    "AnonymousView",
    "CSRFView",
    "CurrentUserView",
    "EventListView",
    "JWKSView",
    "LoginView",
    "LogoutEverywhereView",
    "LogoutView",
    "ProtectedView",
    "SessionListView",
    "SessionView",
    "TokenView",
    "session_response",
    "signed_out_response",
]
