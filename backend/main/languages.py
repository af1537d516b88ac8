"""The language of an answer: the first of `LANGUAGES` that the browser asks for."""

import re
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

__all__ = ["LanguageMiddleware"]

# The app's page speaks for itself, and the key set says nothing; a cache need not keep one of each for every language.
_SPEAKING: Final = re.compile(r"/(users|admin|api-auth|mail)(/|$)")


class LanguageMiddleware(LocaleMiddleware):
    """Django's, for the addresses that answer in a language; the others' answers do not vary with it.

    A server's threads serve one request after the other: the next one does not find the language of this one.
    """

    def process_request(self, request: HttpRequest) -> None:
        if _SPEAKING.match(request.path):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        try:
            return super().process_response(request, response) if _SPEAKING.match(request.path) else response
        finally:
            translation.deactivate()
