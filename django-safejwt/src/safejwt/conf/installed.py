"""Whether a middleware of this package is in the project's `MIDDLEWARE`."""

import sys
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

__all__ = ["has_middleware"]


def has_middleware(path: str) -> bool:
    """Whether the middleware with this dotted path, or a subclass of it, is installed."""
    return _has(path, tuple(settings.MIDDLEWARE))


@lru_cache(maxsize=8)
def _has(path: str, installed: tuple[str, ...]) -> bool:
    if path in installed:
        return True
    others = [import_string(other) for other in installed]
    # A subclass has imported it. Importing it here could fail: its other package may be missing, or too old.
    module, _, name = path.rpartition(".")
    wanted = getattr(sys.modules.get(module), name, None)
    return wanted is not None and any(isinstance(other, type) and issubclass(other, wanted) for other in others)
