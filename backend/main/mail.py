"""Emails during development: in the terminal and at /mail/. Only used under DEBUG."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .environment import env

__all__ = ["DevelopmentBackend", "mail", "mails"]

_numbers = count(1)
_sent: Final[deque[tuple[int, datetime, EmailMessage]]] = deque(maxlen=50)

# No scripts run on these pages or in the frame with an email's HTML, and nothing is loaded.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"


class DevelopmentBackend(EmailBackend):
    """Django's console backend, which also keeps the latest emails in memory for /mail/."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = list(email_messages)
        _sent.extendleft((next(_numbers), timezone.now(), message) for message in messages)
        return super().send_messages(messages) or 0


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The latest emails, newest first."""
    return _page(request, "mails.html", {"mails": list(_sent), "keeps_all": _keeps_all_emails()})


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One email: its text, and its HTML in a sandboxed frame."""
    found = next(((time, message) for sent, time, message in _sent if sent == number), None)
    if found is None:
        raise Http404
    time, message = found
    html = next((str(part[0]) for part in getattr(message, "alternatives", []) if part[1] == "text/html"), "")
    return _page(request, "mail.html", {"mail": message, "time": time, "html": html})


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
