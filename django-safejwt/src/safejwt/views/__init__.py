"""The endpoints: each translates HTTP to a function of `safejwt.sessions` and back."""

from .adopt import AdoptView
from .base import AnonymousView, ProtectedView
from .csrf import CSRFView
from .current_user import CurrentUserView
from .decorators import csrf_protect
from .devices import LogoutEverywhereView, SessionListView, SessionView
from .events import EventListView
from .foreign_login import ForeignLogin
from .jwks import JWKSView
from .login import LoginView
from .logout import clear_session_cookies, log_out, signed_out_response
from .refresh import LogoutView, TokenView
from .register import RegisterView
from .session import BrowserSession, session_response, start_session

__all__ = [
    "AdoptView",
    "AnonymousView",
    "BrowserSession",
    "CSRFView",
    "CurrentUserView",
    "EventListView",
    "ForeignLogin",
    "JWKSView",
    "LoginView",
    "LogoutEverywhereView",
    "LogoutView",
    "ProtectedView",
    "RegisterView",
    "SessionListView",
    "SessionView",
    "TokenView",
    "clear_session_cookies",
    "csrf_protect",
    "log_out",
    "session_response",
    "signed_out_response",
    "start_session",
]
