"""The two kinds of requests that functions of this package accept."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from rest_framework.request import Request

__all__ = ["api_request", "django_request"]


def django_request(request: HttpRequest | Request) -> HttpRequest:
    """Return the request of Django, which one of Django REST Framework contains."""
    return request._request if isinstance(request, Request) else request


def api_request(request: HttpRequest | Request, user: AbstractBaseUser) -> Request:
    """Return a request of Django REST Framework, whose user is `user` unless it is one already."""
    if isinstance(request, Request):
        return request
    wrapped: Any = Request(request)
    # Otherwise a serializer that reads them would make the user of Django's request anonymous.
    wrapped._user, wrapped._auth = user, None
    return wrapped  # type: ignore[no-any-return]
