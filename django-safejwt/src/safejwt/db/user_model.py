"""The user model."""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings

__all__ = ["user_model"]


def user_model() -> Any:
    """The user model, as `get_user_model()` returns it. Django looks for it each time, and a request needs it often."""
    return _named(settings.AUTH_USER_MODEL)


@lru_cache(maxsize=1)
def _named(name: str) -> Any:
    return apps.get_model(name)
