"""Django's admin site, with its login limited like the app's.

Django's own accepts any number of attempts.
"""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from .audit import events
from .browser import device_cookie
from .errors import MFARequired
from .handlers import too_many_attempts
from .passwords.second_factor import has_second_factor
from .sessions import django_session
from .throttling.login_attempt import LoginAttempt

__all__ = ["AdminSite", "LimitedLoginForm"]


class LimitedLoginForm(AdminAuthenticationForm):
    """Counts an attempt, together with those at `login/`, before it checks the password.

    A correct password is refunded. A user with a second factor in `allauth.mfa` is refused: this form cannot ask for it.
    """

    def clean(self) -> dict[str, Any]:
        assert self.request is not None  # noqa: S101 - Django's view passes it
        username = str(self.cleaned_data.get("username", ""))
        attempt = LoginAttempt(self.request, username)
        refusal = attempt.acquire_by_username()
        if refusal is not None:
            raise ValidationError(too_many_attempts(refusal.wait), code="throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
            if has_second_factor(self.get_user()):
                raise ValidationError(gettext(MFARequired.message), code=MFARequired.code)
        except ValidationError:
            events.record("authn_login_fail", request=self.request, account=events.account_pseudonym(username))
            raise
        attempt.succeeded()
        return cleaned


class AdminSite(admin.AdminSite):
    """Django's admin site with that form.

    It remembers this browser as a device of the user, so strangers cannot lock them out. Logins, and changes of the own
    password, are recorded as security events.

    Name it as the `default_site` of a subclass of `django.contrib.admin.apps.AdminConfig`.
    """

    login_form = LimitedLoginForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and request.user.is_authenticated:
            username = str(request.POST.get("username", ""))
            device_cookie.remember(request, response, request.user, username)
            _record("authn_login_success", request, account=events.account_pseudonym(username))
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            _record("authn_password_change", request)
        return response


def _record(event: str, request: HttpRequest, **facts: Any) -> None:
    sid = django_session.sid_of(request.session)
    events.record(event, request=request, user_id=request.user.pk, sid=sid, **facts)
