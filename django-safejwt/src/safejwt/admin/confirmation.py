"""The page that asks for confirmation before an action."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

__all__ = ["LISTED", "confirmation_page", "is_confirmed"]

# Rows that the page lists; it adds how many more there are.
LISTED: Final = 50


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the administrator has pressed the button of that page."""
    return "confirmed" in request.POST


def confirmation_page(
    page: Any, request: HttpRequest, action: str, title: str, chosen: Sequence[Any] | QuerySet[Any], count: int
) -> HttpResponse:
    """Render the template of this action, which says what the action does."""
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.opts,
        "action": action,
        "chosen": chosen[:LISTED],
        "count": count,
        "more": max(0, count - LISTED),
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "media": page.media,
    }
    return TemplateResponse(request, f"admin/safejwt/{action}.html", context)
