from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.views import exception_handler


class EnvelopeRenderer(JSONRenderer):
    """Puts each response into an envelope."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return super().render({"data": data, "ok": True}, accepted_media_type, renderer_context)


class FirstRenderer(BaseContentNegotiation):
    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], request.headers.get("Accept", renderers[0].media_type)


class Pages(PageNumberPagination):
    page_size = 1


class NothingFilter(BaseFilterBackend):
    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        return queryset.none()


def handler(exc: Exception, context: Any) -> Any:
    """Answers each error with 200, as some old clients need it."""
    response = exception_handler(exc, context)
    if response is not None:
        response.data = {"failed": response.data}
    return response
