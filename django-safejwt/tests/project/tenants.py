"""Settings of a project with one database per tenant, chosen by the host, and one cache."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from .settings import *  # noqa: F403
from .settings import MIDDLEWARE as _MIDDLEWARE

_SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
DATABASES = {"default": _SQLITE, "other": dict(_SQLITE)}
DATABASE_ROUTERS = ["tests.project.tenants.Router"]
MIDDLEWARE = ["tests.project.tenants.choose", *_MIDDLEWARE]
ALLOWED_HOSTS = ["*"]

tenant: ContextVar[str] = ContextVar("tenant", default="default")


class Router:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return tenant.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return tenant.get()

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True


def choose(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        token = tenant.set("other" if request.get_host().startswith("other.") else "default")
        try:
            return get_response(request)
        finally:
            tenant.reset(token)

    return respond
