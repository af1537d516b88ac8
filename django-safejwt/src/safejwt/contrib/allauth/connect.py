"""A provider that a user who is signed in adds to the account, by a visit there.

The browser leaves with a Django session that names the session of this package. It is no login: at the return, it adds
the provider once, if that session is still active.
"""

from typing import Any, Final
from uuid import UUID

from allauth.socialaccount.signals import pre_social_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from rest_framework.exceptions import ParseError

from ... import sessions
from ...errors import SessionEnded
from .exchange import Exchange
from .private import records_of
from .session import is_signed_in, new_store

__all__ = ["leave", "location_of", "return_to_session"]

_SID: Final = "_safejwt_connects_to"


def leave(request: Any, data: Any, exchange: Exchange) -> None:
    """Let django-allauth send the browser away. Its form is JSON here, which can have an access token beside it."""
    if not isinstance(data, dict) or data.get("process") != "connect":
        raise ParseError
    inner = exchange.inner
    store: Any = new_store() if is_signed_in(exchange.outer) else exchange.outer
    # When the user has authenticated, and how.
    store.update({**records_of(inner), _SID: [str(inner.user.pk), str(inner.sid)]})
    request.POST, request.session, exchange.is_leaving = data, store, True


def location_of(response: HttpResponse) -> HttpResponse:
    """The address of the provider as JSON: a script cannot read where a redirect leads."""
    if response.status_code != 302:
        return response
    return JsonResponse({"status": 200, "data": {"location": response["location"]}})


def return_to_session(*, request: Any, sociallogin: Any, **_: Any) -> None:
    """Sign the user in for the request that adds the provider. A receiver of `pre_social_login`.

    Raises:
        PermissionDenied: the session has ended. django-allauth tells the app.
    """
    if sociallogin.state.get("process") != "connect" or not (found := request.session.pop(_SID, None)):
        return
    user = sessions.find_user(found[0])
    exchange = Exchange(request.session)
    try:
        if user is None:
            raise PermissionDenied
        exchange.lock(user, UUID(found[1]))
    except SessionEnded as error:
        raise PermissionDenied from error
    request.user, request._safejwt_allauth = user, exchange


pre_social_login.connect(return_to_session, dispatch_uid="safejwt.contrib.allauth.connect")
