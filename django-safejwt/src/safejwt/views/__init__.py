"""The endpoints: each translates HTTP to a function of `safejwt.sessions` and back."""

from .base import AnonymousView, ProtectedView
from .csrf import CSRFView
from .current_user import CurrentUserView
from .devices import LogoutEverywhereView, SessionListView, SessionView
from .events import EventListView
from .jwks import JWKSView
from .login import LoginView
from .refresh import LogoutView, TokenView
from .register import RegisterView
from .responses import session_response, signed_out_response

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
    "RegisterView",
    "SessionListView",
    "SessionView",
    "TokenView",
    "session_response",
    "signed_out_response",
]
