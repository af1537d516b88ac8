"""For Django's own views, such as the admin: 503 for `ServiceUnavailable`, and Django sessions that can be ended."""

from functools import partial
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from .audit.client_ip import client_ip
from .conf.installed import has_middleware
from .errors import ServiceUnavailable
from .sessions import django_session

__all__ = ["DjangoSessionMiddleware", "ServiceUnavailableMiddleware", "bind_django_session"]

_DJANGO_SESSIONS: Final = "safejwt.middleware.DjangoSessionMiddleware"


def bind_django_session(*, request: Any, user: AbstractBaseUser, **_: Any) -> None:
    """Receiver of Django's `user_logged_in`: start the row of the Django session."""
    store: Any = getattr(request, "session", None)
    # A login at the API sends the signal too, and writes nothing to the Django session.
    is_written = getattr(store, "modified", False)
    if is_written and django_session.is_login_of(store, user) and has_middleware(_DJANGO_SESSIONS):
        user_agent = request.META.get("HTTP_USER_AGENT", "")
        django_session.bind(store, user, user_agent=user_agent, ip=client_ip(request))


class DjangoSessionMiddleware(MiddlewareMixin):
    """Give each Django session a row in the list of devices, and accept the session only while that row is active.

    So a Django session ends with `safejwt_revoke_sessions`, with the other sessions of its user, and after the lifetimes in
    `SAFEJWT_ADMIN_IDLE_LIFETIME` and `SAFEJWT_ADMIN_LIFETIME`. It costs one query when `request.user` is first used.

    Raises:
        ImproperlyConfigured: it is not placed after Django's `AuthenticationMiddleware`.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not hasattr(request, "user"):
            raise ImproperlyConfigured("Place DjangoSessionMiddleware after Django's AuthenticationMiddleware.")
        request.user = SimpleLazyObject(partial(_verified, request, request.user))  # type: ignore[assignment]
        request.auser = partial(_averified, request, request.auser)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user, sid = getattr(request, "_safejwt_session", (None, None))
        if user and sid and django_session.sid_of(request.session) != sid:
            django_session.end(user, sid)
        return response


class ServiceUnavailableMiddleware(MiddlewareMixin):
    """Respond with 503 and `Retry-After`: the page `safejwt/service_unavailable.html`, or JSON if no page is accepted.

    The login of the admin uses the backend of this package, which refuses to hash too many passwords at the same time.
    Without the middleware each refusal is a 500 and an email to the administrators.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ServiceUnavailable):
            return None
        detail = exception.translated()
        response: HttpResponse
        if request.accepts("text/html"):
            context = {"detail": detail, "retry_after": exception.retry_after}
            response = render(request, "safejwt/service_unavailable.html", context, status=exception.status)
        else:
            response = JsonResponse({"detail": detail, "code": exception.code}, status=exception.status)
        response["Retry-After"] = str(exception.retry_after)
        response["Cache-Control"] = "no-store"
        return response


def _verified(request: HttpRequest, user: Any) -> Any:
    """The user whom Django has found in its session, or nobody if the row of the session has ended or expired."""
    if not hasattr(request, "_safejwt_user"):
        store = request.session
        if user.is_authenticated and django_session.is_login_of(store, user):
            if django_session.use(store, user):
                request._safejwt_session = user, django_session.sid_of(store)  # type: ignore[attr-defined]
            else:
                store.flush()
                user = AnonymousUser()
        request._safejwt_user = user  # type: ignore[attr-defined]
    return request._safejwt_user  # type: ignore[attr-defined]


async def _averified(request: HttpRequest, auser: Any) -> Any:
    return await sync_to_async(_verified)(request, await auser())
