"""The admin with its login limited as the app's is: Django's own takes as many guesses as anybody likes."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from .audit import events
from .browser import device_cookie
from .handlers import too_many_attempts
from .throttling import login_limits, sliding_window

__all__ = ["AdminSite", "LimitedLoginForm"]


class LimitedLoginForm(AdminAuthenticationForm):
    """Counts tries together with those at `login/`, before the password is looked at; a right one is given back."""

    def clean(self) -> dict[str, Any]:
        assert self.request is not None  # noqa: S101 - Django's view gives it
        outcome = sliding_window.take(login_limits.by_name(self.request, str(self.cleaned_data.get("username", ""))))
        if isinstance(outcome, sliding_window.Refusal):
            limit = outcome.limit
            if outcome.is_first:
                event = "excess_rate_limit_exceeded"
                events.record(event, request=self.request, scope=limit.scope, limit=limit.tries)
            raise ValidationError(too_many_attempts(outcome.wait), code="throttled")
        cleaned: dict[str, Any] = super().clean()
        outcome.give_back()
        return cleaned


class AdminSite(admin.AdminSite):
    """Django's, with that form; whoever has logged in here is known in this browser, so that no stranger keeps him out.

    A subclass of `django.contrib.admin.apps.AdminConfig` names it as its `default_site`.
    """

    login_form = LimitedLoginForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and request.user.is_authenticated:
            device_cookie.remember(request, response, request.user, str(request.POST.get("username", "")))
        return response
