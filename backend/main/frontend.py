"""The built React app: every address that is not the API's gets its page, and the app's router shows the rest."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

__all__ = ["app"]


@require_safe
def app(request: HttpRequest) -> HttpResponseBase:
    """The app's page. It names its scripts by hash, so it must be asked for anew each time."""
    page = settings.FRONTEND_DIST / "index.html"
    if not page.is_file():
        return HttpResponse(
            "The app is not built yet. Run: make run", status=503, content_type="text/plain; charset=utf-8"
        )
    return FileResponse(page.open("rb"), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
