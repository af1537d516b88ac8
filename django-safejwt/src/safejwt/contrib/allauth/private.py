"""The names of django-allauth that its documentation does not promise. Nothing else in this folder uses any.

`tests/allauth_bridge/test_private_names.py` holds them to the oldest and the newest supported release.
"""

from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import ResolverMatch

__all__ = [
    "PASSWORD_REAUTHENTICATION",
    "current_request",
    "is_browser_client",
    "is_headless",
    "is_out_of_order",
    "records",
    "records_of",
    "route",
]

# URL names. Re-authentication by a password, or by a code that is sent to the email address.
PASSWORD_REAUTHENTICATION: Final = frozenset(
    {
        "account:reauthenticate",
        "account:request_reauthentication_code",
        "account:confirm_reauthentication_code",
    }
)

# Views that raise these for a request that they cannot serve: no phone numbers are stored, or no sign-up is pending.
_OUT_OF_ORDER: Final = {
    "account:manage_phone": (NotImplementedError, AttributeError),
    "mfa:signup_webauthn": (KeyError,),
}

# In a session: how the user has authenticated, and which user.
_RECORDS: Final = ("account_authentication_methods", "account_authentication_methods_user")


def is_headless(match: ResolverMatch) -> bool:
    """Whether the view is one of `allauth.headless` for an app or a browser."""
    return "headless" in match.app_names and not {"app", "browser"}.isdisjoint(match.namespaces)


def is_browser_client(match: ResolverMatch) -> bool:
    """Whether the view keeps a pending flow in Django's session cookie."""
    return "browser" in match.namespaces


def route(match: ResolverMatch) -> str:
    """The name of the view without those of the API and its client: `account:login`."""
    return f"{match.namespaces[-1]}:{match.url_name}"


def is_out_of_order(match: ResolverMatch, exception: Exception) -> bool:
    """Whether the exception of a view means that the request came too early, or to an endpoint that is not in use."""
    return isinstance(exception, _OUT_OF_ORDER.get(route(match), ()))


def current_request() -> HttpRequest:
    """The request that is being served: a token strategy is not given it."""
    request: HttpRequest = context.request
    return request


def records(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    """How the user has authenticated in the session of the request."""
    found: list[dict[str, Any]] = get_authentication_records(request, user)
    return found


def records_of(session: SessionBase) -> dict[str, Any]:
    """What `records` reads of this session."""
    return {key: session[key] for key in _RECORDS if key in session}
