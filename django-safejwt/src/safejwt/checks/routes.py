"""The views that a project has routed."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

__all__ = ["routed_views"]


def routed_views() -> Iterator[type]:
    """The classes of all views in the root URLconf that Django REST Framework serves."""
    return _views(get_resolver().url_patterns)


def _views(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[type]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(view := getattr(pattern.callback, "cls", None), type):
            yield view
