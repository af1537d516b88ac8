"""The built React app. Its router handles every URL outside the API."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

__all__ = ["app"]


@require_safe
def app(request: HttpRequest) -> HttpResponseBase:
    """The page of the app. It names its scripts by hash, so it must not be cached."""
    page = settings.FRONTEND_DIST / "index.html"
    if not page.is_file():
        return HttpResponse(
            "The app is not built yet. Run: make run", status=503, content_type="text/plain; charset=utf-8"
        )
    return FileResponse(page.open("rb"), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
