"""An empty page of the app's origin whose scripts can import the built safejwt-js."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve

__all__ = ["ClientModulesMiddleware"]

_MOUNT: Final = "/test-client/"
_DIST: Final = Path(__file__).resolve().parents[3] / "safejwt-js" / "dist"


class ClientModulesMiddleware:
    """Stands before the middleware of the project: this page has none of its headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(_MOUNT):
            return self._get_response(request)
        path = request.path.removeprefix(_MOUNT)
        if not path:
            return HttpResponse("<!doctype html><title>client</title>")
        try:
            response = serve(request, path, document_root=str(_DIST))
        except Http404:
            return HttpResponse(status=404)
        response.headers["Cache-Control"] = "max-age=3600"
        return response
