"""A JSON parser with a limit on the size of the body."""

import io
from collections.abc import Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import JSONRenderer

from .errors import BodyTooLarge
from .handlers import APIError

__all__ = ["BoundedJSONParser"]

_JSON: Final = JSONParser()


class BoundedJSONParser(BaseParser):
    """Parse JSON of at most `max_body_size` bytes.

    The parser of Django REST Framework raises RecursionError for deeply nested JSON. Before version 3.18 it reads beyond
    Django's DATA_UPLOAD_MAX_MEMORY_SIZE, and since then that is the limit of each subclass. So this class is not one. A view that
    needs larger bodies can name a subclass of this one in its `parser_classes`.
    """

    media_type = JSONParser.media_type
    renderer_class = JSONRenderer
    max_body_size = 64 * 1024
    max_depth = 32

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # Django REST Framework matches the Content-Type of a request like an Accept header, so */* would mean JSON.
        if media_type is not None and "*" in media_type.partition(";")[0]:
            raise UnsupportedMediaType(media_type)
        body = stream.read(self.max_body_size + 1)
        if len(body) > self.max_body_size:
            raise APIError(BodyTooLarge(self.max_body_size))
        try:
            # JSON is UTF-8, whatever charset the request names (RFC 8259 section 8.1).
            data = _JSON.parse(io.BytesIO(body), media_type, {**(parser_context or {}), "encoding": "utf-8"})
        except RecursionError:
            raise _TooDeep from None
        # Counting the brackets is cheap, and there are no more levels than brackets.
        if body.count(b"[") + body.count(b"{") > self.max_depth and _is_deeper(data, self.max_depth):
            raise _TooDeep
        return data


class _TooDeep(ParseError):
    default_detail = "JSON parse error - nested too deeply"


def _is_deeper(data: Any, levels: int) -> bool:
    """Whether lists and objects are nested in more than this number of levels."""
    values = [data]
    for _ in range(levels):
        nested = [value for value in values if isinstance(value, dict | list)]
        values = [child for value in nested for child in (value.values() if isinstance(value, dict) else value)]
    return any(isinstance(value, dict | list) for value in values)
