"""What debug toolbars, loggers, gates for maintenance and django-hosts do."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Next = Callable[[HttpRequest], Any]


def body_reader(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> Any:
        _ = request.body, request.POST
        return get_response(request)

    return middleware


def user_reader(get_response: Next) -> Next:
    """Before Django's AuthenticationMiddleware has set it, and after."""

    def middleware(request: HttpRequest) -> Any:
        _ = bool(getattr(request, "user", None))
        return get_response(request)

    return middleware


def urls_of_host(get_response: Next) -> Next:
    def middleware(request: HttpRequest) -> Any:
        if request.get_host().startswith("one."):
            request.urlconf = "tests.guests.urls"  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def toolbar(get_response: Next) -> Next:
    """Reads every response again, and replaces those that are pages."""

    def middleware(request: HttpRequest) -> Any:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content += b"<!-- -->"
        response["X-Length"] = str(len(response.content))
        return response

    return middleware
