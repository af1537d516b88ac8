"""Logins and passwords in the admin: what is limited, recorded and announced there, as in the app."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from .. import sessions
from ..audit import events
from ..browser import device_cookie
from ..browser.refresh_cookie import PresentedCookie
from ..db.primary import primary_alias
from ..handlers import too_many_attempts
from ..models import RefreshToken
from ..passwords.hashing import matches
from ..sessions import django_session
from ..signals import new_device_signed_in, password_set_in_admin
from ..throttling import sliding_window
from ..throttling.limits import record_refusal
from ..throttling.throttles import password_limits

__all__ = ["LimitedPasswordChangeForm", "announce_login", "password_was_set"]


class LimitedPasswordChangeForm(AdminPasswordChangeForm):
    """Limits attempts at the old password together with those at `current_password` in the API.

    A stolen session of the admin must not allow guessing it (OWASP ASVS 6.3.1).
    """

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        sid = django_session.sid_of(self._request.session)
        result = sliding_window.acquire(password_limits(self.user.pk, sid))
        if isinstance(result, sliding_window.Refusal):
            record_refusal(result, self._request, user_id=self.user.pk)
            raise ValidationError(too_many_attempts(result.wait), code="throttled")
        typed: str = self.cleaned_data["old_password"]
        if not matches(self.user, typed):
            events.record("authn_password_change_fail", request=self._request, user_id=self.user.pk, sid=sid)
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return typed

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        with events.request_context(self._request):
            password_was_set(self._request, user)
        return user


def password_was_set(request: HttpRequest, user: Any) -> None:
    """Record it, end all sessions of the user but the one of this request, and have the user notified."""
    is_own = user.pk == request.user.pk
    sid = django_session.sid_of(request.session) if is_own else None
    events.record("authn_password_change", user_id=user.pk, sid=sid)
    if sid is None:
        sessions.end_all(user)
    else:
        sessions.end_others(user, keep=sid)
    # The address and browser of another administrator are not for the user.
    password_set_in_admin.send_robust(type(user), user=user, request=request if is_own else None)


def announce_login(request: HttpRequest, user: AbstractBaseUser, response: HttpResponse) -> None:
    """Record a login, have the user notified if the browser is new to them, and remember it."""
    sid, name = django_session.sid_of(request.session), request.POST["username"]
    events.record(
        "authn_login_success", request=request, account=events.account_pseudonym(name), user_id=user.pk, sid=sid
    )
    if not sessions.has_just_joined(user) and device_cookie.known_device(request, user) is None:
        new_device_signed_in.send_robust(RefreshToken, user=user, sid=sid, request=request)
    device_cookie.remember(request, response, user, name, at=_time_to_forget(request, sid))


def _time_to_forget(request: HttpRequest, sid: UUID | None) -> datetime | None:
    """The start of this session, by which the user has the device forgotten. None if the app has a session here."""
    if sid is None or PresentedCookie.of(request).session_id is not None:
        return None
    rows = RefreshToken.objects.using(primary_alias()).filter(pk=sid)
    return rows.values_list("created_at", flat=True).first()
