"""Emails during development: in the terminal and at /mail/. Only used under DEBUG."""

from collections import deque
from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .environment import env

__all__ = ["DevelopmentBackend", "mail", "mails"]

_numbers = count(1)
_sent: Final[deque[tuple[int, EmailMessage]]] = deque(maxlen=50)

# No scripts run on these pages or in the frame with an email's HTML, and nothing is loaded.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"


class DevelopmentBackend(EmailBackend):
    """Django's console backend, which also keeps the latest emails in memory for /mail/."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = list(email_messages)
        _sent.extendleft((next(_numbers), message) for message in messages)
        return super().send_messages(messages) or 0


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The latest emails, newest first."""
    return _page(request, "mails.html", {"mails": list(_sent), "keeps_all": _keeps_all_emails()})


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One email: its text, and its HTML in a sandboxed frame."""
    found = next((message for sent, message in _sent if sent == number), None)
    if found is None:
        raise Http404
    html = next((str(part[0]) for part in getattr(found, "alternatives", []) if part[1] == "text/html"), "")
    return _page(request, "mail.html", {"mail": found, "html": html})


def _keeps_all_emails() -> bool:
    """Whether this process sends all emails of the project."""
    is_ours = settings.EMAIL_BACKEND.endswith("DevelopmentBackend") and settings.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS
    return is_ours and env.int("WEB_CONCURRENCY", 1) <= 1


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
