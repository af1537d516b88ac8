"""Variables without which production serves, and serves badly: for `check --deploy`."""

from collections.abc import Sequence
from typing import Any, Final

from django.apps.config import AppConfig
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from .environment import env

__all__ = ["check_variables"]

# A value that is written down passes, also that of the default.
_NEEDED: Final = {
    "DJANGO_ALLOWED_HOSTS": ("only localhost is served, and emails link to it", "example.com"),
    "DJANGO_BEHIND_PROXY": ("behind a proxy with TLS, pages redirect to themselves and the API refuses all", "True"),
    "DATABASE_URL": ("the data is in an SQLite file in backend/", "postgres://user:password@host:5432/name"),
    "CACHE_URL": ("each process counts login attempts for itself", "redis://host:6379/0"),
    "EMAIL_URL": ("emails go to a mail server on this machine", "smtp+tls://user:password@mail.example.com:587"),
    "DJANGO_FROM_EMAIL": ("emails come from localhost", "Example <no-reply@example.com>"),
    "DJANGO_SITE_NAME": ('emails call the product "safejwt"', "Example"),
}


def check_variables(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        CheckWarning(f"{name} is not set: {effect}.", hint=f"Set it, for example to {example}", id="main.W001")
        for name, (effect, example) in _NEEDED.items()
        if not env.str(name, "")
    ]
