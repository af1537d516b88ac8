"""The middleware between django-allauth's headless API and the sessions of this package."""

import io
import json
from typing import Any, Final

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from rest_framework.exceptions import APIException, NotFound, ParseError, UnsupportedMediaType

from ... import sessions
from ...audit import events
from ...authentication import authenticate
from ...browser import csrf
from ...browser.refresh_cookie import PresentedCookie
from ...db.primary import primary_alias
from ...errors import DATABASE_OUTAGES, CSRFFailed, MFARequired, SafeJWTError, ServiceUnavailable, SessionEnded
from ...handlers import error_response
from ...parsers import BoundedJSONParser
from ...passwords.second_factor import has_second_factor
from ...views import clear_session_cookies
from .connect import leave, location_of
from .exchange import Exchange
from .private import PASSWORD_REAUTHENTICATION, is_browser_client, is_headless, is_out_of_order, route
from .session import inner_session, is_signed_in, keep_key, new_store

__all__ = ["AllauthMiddleware"]

# UpdateError: another request has ended the flow, and deleted its session.
_ERRORS: Final = (SafeJWTError, APIException, UpdateError, *DATABASE_OUTAGES)
# URL names.
_RETURN: Final = "account:current_session"
_FORM: Final = "socialaccount:redirect_to_provider"


class AllauthMiddleware(MiddlewareMixin):
    """Checks the CSRF token and the access token of each request to `allauth.headless`, and sets our cookies.

    Place it after django-allauth's `AccountMiddleware`. Other requests pass unchanged.
    """

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not is_headless(request.resolver_match):
            return None
        with events.request_context(request):
            try:
                _begin(request)
            except _ERRORS as error:
                return _error(error)
        return None

    def process_exception(self, request: Any, exception: Exception) -> HttpResponseBase | None:
        exchange = getattr(request, "_safejwt_allauth", None)
        if exchange is None:
            return None
        exchange.is_failed = True
        if is_out_of_order(request.resolver_match, exception):
            exception = NotFound()
        return _error(exception) if isinstance(exception, _ERRORS) else None

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        exchange = getattr(request, "_safejwt_allauth", None)
        if exchange is None:
            return response
        with events.request_context(request):
            try:
                _finish(request, response, exchange)
            except _ERRORS as error:
                return _error(error)
        return location_of(response) if exchange.is_leaving else response


def _begin(request: Any) -> None:
    """Find out who is signed in. The body is read before: a client can send its end as late as it likes."""
    match = request.resolver_match
    name, in_browser = route(match), is_browser_client(match)
    is_form = in_browser and name == _FORM
    is_json = request.method != "GET" and not (is_form and request.content_type != "application/json")
    data = _read_body(request) if is_json else None
    authenticated = authenticate(request)
    if authenticated is None and not is_form:
        _enforce_csrf(request)
    exchange = Exchange(request.session, is_return=in_browser and name == _RETURN)
    if authenticated is not None:
        user, claims = authenticated
        if name in PASSWORD_REAUTHENTICATION and has_second_factor(user):
            raise MFARequired
        exchange.inner = inner_session(user, claims.sid)
        if request.method != "GET":
            exchange.lock(user, claims.sid)
        request.user, request.session = user, exchange.inner
        if is_form:
            leave(request, data, exchange)
        exchange.is_return = False
    elif not exchange.is_return and is_signed_in(request.session):
        # A login to Django, such as to its admin, is no login to this API.
        request.user, request.session = AnonymousUser(), new_store()
    if authenticated is None:
        keep_key(request.session)
    request._safejwt_allauth, request._safejwt_starts_session = exchange, True


def _read_body(request: HttpRequest) -> Any:
    """Refuse what django-allauth reads without a limit, or answers with a 500."""
    try:
        data = BoundedJSONParser().parse(io.BytesIO(request.body)) if request.body else None
        json.dumps(data, ensure_ascii=False).encode()
        return data
    except UnicodeEncodeError:
        raise ParseError from None
    except RawPostDataException:
        # Django's CSRF check has read it as a form.
        raise UnsupportedMediaType(str(request.content_type)) from None


def _enforce_csrf(request: HttpRequest) -> None:
    try:
        csrf.enforce(request)
    except CSRFFailed as error:
        events.refused(error)
        raise


def _finish(request: Any, response: HttpResponse, exchange: Exchange) -> None:
    inner, is_failed = exchange.inner, exchange.is_failed or response.status_code >= 500
    with exchange.block:
        if inner is not None and not inner.is_over and not is_failed:
            _save(inner)
        if is_failed and exchange.is_locked:
            transaction.set_rollback(True, using=primary_alias())
    if inner is not None and inner.is_over:
        sessions.end_session(inner.user, inner.sid)
        clear_session_cookies(request, response)
    elif exchange.started is not None and not is_failed:
        exchange.started.set_cookies(response)
    elif sid := inner.sid if inner is not None else PresentedCookie.of(request).session_id:
        # django-allauth sends Django's cookie with each response to a browser, which would not fit the session.
        csrf.keep_cookie(request, response, sid)
    if request.session is inner or not request.session.modified:
        # Its key is never a cookie.
        request.session = exchange.outer


def _save(inner: Any) -> None:
    if inner.modified:
        inner.save()
    if inner.get(HASH_SESSION_KEY) != inner.user.get_session_auth_hash():
        # The user has changed the password and stays signed in: `still_active` compares.
        inner.user.refresh_from_db(fields=["password"])


def _error(error: Exception) -> HttpResponseBase:
    if isinstance(error, DATABASE_OUTAGES):
        events.record("database_unavailable", exc_info=error)
        error = ServiceUnavailable()
    elif isinstance(error, UpdateError):
        error = SessionEnded()
    return error_response(error)  # type: ignore[arg-type]
