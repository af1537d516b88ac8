"""Middleware: the user of an access token, Django sessions that can be ended, and errors as responses."""

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import Any, Final

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from rest_framework.exceptions import APIException
from rest_framework.views import APIView

from .audit import events
from .audit.client_ip import client_ip
from .authentication import JWTAuthentication, SafeJWTAuthentication, authenticate
from .browser import csrf
from .conf import conf
from .conf.installed import has_middleware
from .errors import SafeJWTError
from .handlers import as_page, error_response
from .sessions import django_session
from .tokens import AccessClaims

__all__ = ["AuthenticationMiddleware", "DjangoSessionMiddleware", "ErrorMiddleware", "bind_django_session"]

_DJANGO_SESSIONS: Final = "safejwt.middleware.DjangoSessionMiddleware"


class AuthenticationMiddleware:
    """Set `request.user` and `request.auth` from the access token, for plain Django views, GraphQL and others.

    A request without an access token keeps the user that another middleware has set, such as Django's,
    or gets an `AnonymousUser`. An error is the JSON response of this package. Views of Django REST
    Framework authenticate themselves.

    The order beside Django's `AuthenticationMiddleware` does not matter. Put it before a middleware
    that refuses anonymous users, such as Django's `LoginRequiredMiddleware`.
    """

    sync_capable = async_capable = True
    authentication_class: type[JWTAuthentication] = SafeJWTAuthentication

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        request.auth = None  # type: ignore[attr-defined]  # as Django REST Framework names it
        if not hasattr(request, "user"):
            _set_user(request, AnonymousUser())
        response: HttpResponseBase | Awaitable[HttpResponseBase] = self.get_response(request)
        return _kept_later(request, response) if isawaitable(response) else _kept(request, response)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        # Only here is it known who authenticates. Views like login/ ignore a stale token.
        if _is_api_view(view):
            return None
        try:
            authenticated = authenticate(request, self.authentication_class)
        except (SafeJWTError, APIException) as error:
            return error_response(error)
        if authenticated is not None:
            _set_user(request, authenticated[0])
            request.auth = authenticated[1]  # type: ignore[attr-defined]
        return None


async def _kept_later(request: HttpRequest, response: Awaitable[HttpResponseBase]) -> HttpResponseBase:
    return _kept(request, await response)


def _kept(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    claims = getattr(request, "auth", None)
    if isinstance(claims, AccessClaims):
        csrf.keep_cookie(request, response, claims.sid)
    return response


def _is_api_view(view: Any) -> bool:
    view_class = getattr(view, "cls", None)
    return isinstance(view_class, type) and issubclass(view_class, APIView)


def _set_user(request: Any, user: Any) -> None:
    async def auser() -> Any:
        return user

    request.user, request.auser = user, auser


def bind_django_session(*, request: Any, user: AbstractBaseUser, **_: Any) -> None:
    """Receiver of Django's `user_logged_in`: note the login in the Django session, and start the row of the session."""
    store: Any = getattr(request, "session", None)
    if getattr(request, "_safejwt_starts_session", False):
        # A session of the app follows, and ends this one.
        return
    # A login at the API sends the signal too, and writes nothing to the Django session.
    if not getattr(store, "modified", False) or not django_session.is_login_of(store, user):
        return
    if conf.adopt:
        match = getattr(request, "resolver_match", None)
        django_session.note_login(store, is_at_admin=match is not None and "admin" in match.app_names)
    if has_middleware(_DJANGO_SESSIONS):
        user_agent = request.META.get("HTTP_USER_AGENT", "")
        with events.request_context(request):
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
        if request.session.session_key is None:
            # Nobody is logged in to it.
            return
        request.user = SimpleLazyObject(partial(_verified, request, request.user))  # type: ignore[assignment]
        request.auser = partial(_averified, request, request.auser)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        user, sid = getattr(request, "_safejwt_session", (None, None))
        if user and sid and django_session.sid_of(request.session) != sid:
            django_session.end(user, sid)
        return response


class ErrorMiddleware(MiddlewareMixin):
    """Respond to an error of this package that a view raises, in the one shape of the API.

    For plain Django views that call functions such as `safejwt.views.start_session`. It is the page `safejwt/error.html` if
    the client prefers HTML: the login of the admin uses the backend of this package, which refuses to hash too many
    passwords at the same time. Without the middleware each error is a 500 and an email to the administrators.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SafeJWTError | APIException):
            return None
        return as_page(request, error_response(exception))


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
