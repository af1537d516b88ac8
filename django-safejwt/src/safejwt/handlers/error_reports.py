"""Django's reports of unexpected errors, without secrets."""

import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

__all__ = ["RedactingReporterFilter"]


class RedactingReporterFilter(SafeExceptionReporterFilter):
    """Hides all local variables in Django's error emails and debug page: any may hold a password or a token.

    Set it as `request.exception_reporter_filter`. The views of this package do so.
    """

    # Django's CSRF check stores the secret in META["CSRF_COOKIE"].
    hidden_settings = re.compile(SafeExceptionReporterFilter.hidden_settings.pattern + "|CSRF_COOKIE", re.I)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
