"""The language of a response: the first of `LANGUAGES` that the browser accepts."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

__all__ = ["LanguageMiddleware"]

# The app translates itself and the key set has no texts, so caches keep one copy of each.
_TRANSLATED: Final = re.compile(rf"/({'|'.join(settings.API_PATHS)}|admin|mail)(/|$)")


class LanguageMiddleware(LocaleMiddleware):
    """Django's middleware, for translated URLs only. Other responses do not vary.

    The language is reset afterwards, so that the next request of the thread does not keep it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if _TRANSLATED.match(request.path):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        try:
            return super().process_response(request, response) if _TRANSLATED.match(request.path) else response
        finally:
            translation.deactivate()
