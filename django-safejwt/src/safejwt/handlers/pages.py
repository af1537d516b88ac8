"""Errors as pages, for a client that prefers HTML to JSON. A project replaces the template `safejwt/error.html`."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ..errors import gettext_noop

__all__ = ["as_page", "wants_page"]

# What the page of an error says above its detail, by status.
_HEADINGS: Final = {
    400: gettext_noop("This request could not be read"),
    403: gettext_noop("You cannot open this page"),
    404: gettext_noop("This page does not exist"),
    429: gettext_noop("Too many attempts"),
    500: gettext_noop("Something went wrong"),
    503: gettext_noop("Temporarily unavailable"),
}
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.S)


def wants_page(request: HttpRequest) -> bool:
    """Whether the client prefers HTML to JSON, as a browser does that opens an address. Scripts accept anything."""
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"


def as_page(request: HttpRequest, response: HttpResponse, *, heading: str = "", advice: str = "") -> HttpResponse:
    """Return the page `safejwt/error.html` in place of this JSON error, for a client that prefers HTML.

    heading, advice: what the page says. By default, the words for its status and the `detail`.
    """
    if not wants_page(request):
        return response
    error = json.loads(response.content)
    retry_after = response.get("Retry-After") if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE else None
    heading = heading or _HEADINGS.get(response.status_code) or ""
    context = {
        "heading": _(heading) if heading else "",
        "advice": _(advice) if advice else error["detail"],
        "retry_after": None if retry_after is None else int(retry_after),
        "back": _page_before(request),
    }
    # Not with the request: a context processor of the project may be what failed.
    page = HttpResponse(render_to_string("safejwt/error.html", context), status=response.status_code)
    for name in {"Retry-After", "Cache-Control", "WWW-Authenticate"} & set(response.headers):
        page[name] = response[name]
    page["Content-Security-Policy"] = _policy_of(page.content.decode())
    return page


def _policy_of(html: str) -> str:
    """A Content Security Policy for the styles in this page and nothing else, at any path."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in _STYLE.findall(html))
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _page_before(request: HttpRequest) -> str:
    """The page of this site that led here, or its first page. "" at a host that this server does not serve."""
    referer = request.headers.get("referer", "")
    try:
        is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()})
    except DisallowedHost:
        return ""
    path = urlsplit(referer).path if is_ours else "/"
    is_elsewhere = path != request.path or request.method == "POST"
    # Browsers read a backslash as a slash, and two of them as the start of a host.
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and is_elsewhere else "/"
