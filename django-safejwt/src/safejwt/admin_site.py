"""Django's admin site, with its login limited like the app's.

Django's own accepts any number of attempts.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from .audit import events
from .errors import MFARequired
from .handlers import too_many_attempts
from .passwords.second_factor import has_second_factor
from .throttling.login_attempt import LoginAttempt
from .views.in_admin import LimitedPasswordChangeForm, announce_login

__all__ = ["AdminSite", "LimitedLoginForm"]


class LimitedLoginForm(AdminAuthenticationForm):
    """Counts an attempt, together with those at `login/`, before it checks the password.

    A correct password is refunded. A user with a second factor in `allauth.mfa` is refused: this form cannot ask for it.
    """

    def clean(self) -> dict[str, Any]:
        assert self.request is not None  # noqa: S101 - Django's view passes it
        name = str(self.cleaned_data.get("username", ""))
        attempt = LoginAttempt(self.request, name)
        refusal = attempt.acquire_by_username()
        if refusal is not None:
            raise ValidationError(too_many_attempts(refusal.wait), code="throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
            if has_second_factor(self.get_user()):
                raise ValidationError(gettext(MFARequired.message), code=MFARequired.code)
        except ValidationError:
            events.record("authn_login_fail", request=self.request, account=events.account_pseudonym(name))
            raise
        attempt.succeeded()
        return cleaned


class AdminSite(admin.AdminSite):
    """Django's admin site with that form.

    It remembers this browser as a device of the user, so strangers cannot lock them out. Logins are recorded, and one
    with a new browser is announced as at `login/`. Attempts at the old password are limited too.

    Name it as the `default_site` of a subclass of `django.contrib.admin.apps.AdminConfig`.
    """

    login_form = LimitedLoginForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        # A failed login of a user who is logged in already is a page.
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND and request.user.is_authenticated:
            announce_login(request, request.user, response)
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        # As Django's own, which names its form in the method.
        request.current_app = self.name
        view: Any = PasswordChangeView.as_view(
            form_class=partial(LimitedPasswordChangeForm, request),
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
            **({"template_name": self.password_change_template} if self.password_change_template else {}),
        )
        return view(request)
