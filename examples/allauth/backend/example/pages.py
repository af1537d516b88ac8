"""The page of the app, and a page that shows the emails."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from .local import EMAILS, FRONTEND

__all__ = ["app", "emails"]

LATEST = 20


@require_safe
def app(request: HttpRequest) -> HttpResponseBase:
    """The built React app, whose router handles the URL. The page names its scripts by hash, so it is not cached."""
    page = (FRONTEND / "index.html").open("rb")
    return FileResponse(page, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def emails(request: HttpRequest) -> HttpResponse:
    """The emails that were sent, newest first. Only an example has such a page."""
    files = sorted(EMAILS.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    text = "\n".join(file.read_text() for file in files[:LATEST]) or "No emails yet."
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
