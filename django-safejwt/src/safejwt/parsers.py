"""The body of a request: JSON, of a bounded size."""

import io
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

from .conf import conf
from .errors import BodyTooLarge
from .handlers import APIError

__all__ = ["BoundedJSONParser"]


class BoundedJSONParser(JSONParser):
    """Django REST Framework's JSON parser with an upper bound, `SAFEJWT_MAX_BODY_SIZE` bytes.

    Its own reads the stream past Django's DATA_UPLOAD_MAX_MEMORY_SIZE, and deeply nested JSON ends in a RecursionError.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # Django REST Framework matches a request's own Content-Type as if it were an Accept, and takes */* for JSON.
        if media_type is not None and "*" in media_type.partition(";")[0]:
            raise UnsupportedMediaType(media_type)
        limit = conf.max_body_size
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise APIError(BodyTooLarge(limit))
        try:
            # JSON is UTF-8, whatever charset is claimed (RFC 8259 section 8.1): no codec is chosen by the sender.
            return super().parse(io.BytesIO(body), media_type, {**(parser_context or {}), "encoding": "utf-8"})
        except RecursionError:
            raise ParseError("JSON parse error - nested too deeply") from None
