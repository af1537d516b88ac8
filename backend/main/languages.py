"""The language of a response: the first of `LANGUAGES` that the browser accepts."""

import re
from http import HTTPStatus
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
    """Django's middleware, for translated URLs and the pages of errors. Other responses do not vary.

    The language is reset afterwards, so that the next request of the thread does not keep it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_translated = response.status_code >= HTTPStatus.BAD_REQUEST or _TRANSLATED.match(request.path)
        try:
            return super().process_response(request, response) if is_translated else response
        finally:
            translation.deactivate()
