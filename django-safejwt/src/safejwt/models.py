"""The row of each signed-in device. It holds no token, only the session's id and the number of its current token."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

__all__ = ["RefreshToken", "SecurityEvent", "Validity", "label_of", "session_auth_hashes"]


class Validity:
    """The validity of a session: a row, or the part of it that a protected request reads (`sessions/query.py`)."""

    user: Any
    expires_at: Any
    auth_hash: Any
    renewed_auth_hash: str | None = None
    """The hash to store instead, if `is_valid` has verified `auth_hash` with a key of `SECRET_KEY_FALLBACKS`."""

    def is_valid(self, now: datetime) -> bool:
        """Whether it has not expired and the password has not changed. Whether its user may be signed in is another
        question (`safejwt.sessions.admission`).
        """
        return bool(self.expires_at > now and self._has_same_password())

    def _has_same_password(self) -> bool:
        if constant_time_compare(self.auth_hash, str(self.user.get_session_auth_hash())):
            return True
        current, *fallbacks = session_auth_hashes(self.user)
        is_known = any(constant_time_compare(self.auth_hash, value) for value in fallbacks)
        # As Django does for its own sessions: they continue when the old key is removed.
        self.renewed_auth_hash = current if is_known else None
        return is_known


class RefreshToken(Validity, models.Model):
    """One signed-in device of one user, from login to logout or expiry.

    The refresh token itself is never stored. It is signed over (`id`, `generation`) with a key outside the database. So a
    copy of this table grants no access, and the current token can be issued again, byte for byte, from the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    generation = models.PositiveIntegerField(
        _("generation"), default=1, help_text=_("Number of the current token; each rotation adds one.")
    )
    seen_generation = models.PositiveIntegerField(
        _("seen generation"),
        default=0,
        help_text=_("Highest generation whose token the device has presented."),
    )
    late_retry_generation = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Last generation whose predecessor was presented after the grace period."),
    )
    # The last generation whose predecessor was presented from another client network or browser, and how many generations
    # in a row that was the case (sessions/elsewhere.py).
    elsewhere_generation = models.PositiveIntegerField(default=0, editable=False)
    elsewhere_count = models.PositiveIntegerField(default=0, editable=False)
    rotated_at = models.DateTimeField(_("rotated"), default=timezone.now)
    created_at = models.DateTimeField(_("logged in"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), default=timezone.now)
    authenticated_at = models.DateTimeField(
        _("last authenticated"),
        null=True,
        editable=False,
        help_text=_("At login and at each re-authentication. If empty, at login."),
    )
    amr = models.CharField(
        _("authentication methods"),
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("Separated by spaces, as RFC 8176 names them: pwd, otp, hwk, mfa."),
    )
    # Without an index: PostgreSQL would write each index again with every rotation (docs/decisions, number 22).
    expires_at = models.DateTimeField(_("expires"), help_text=_("Extended by each rotation."))
    absolute_expires_at = models.DateTimeField(_("expires at the latest"))
    auth_hash = models.CharField(
        max_length=128, help_text=_("Django's session auth hash: a password change ends the session.")
    )
    # Why the user may be signed in, see sessions/admission.py.
    admitted_by = models.CharField(max_length=300, blank=True, editable=False)
    remember = models.BooleanField(
        _("remembered"), default=True, help_text=_("Whether the browser keeps the session when it is closed.")
    )
    # At login, and of each rotation since.
    user_agent = models.CharField(_("browser"), max_length=256, blank=True)
    ip = models.GenericIPAddressField(_("network address"), null=True, blank=True)

    device_name: str = ""
    """The name of the device for people, such as "Chrome on Linux", where the admin shows the row."""

    class Meta:
        verbose_name = _("logged-in device")
        verbose_name_plural = _("logged-in devices")
        ordering = ["-last_used_at"]
        # Of the actions in the admin of users, see admin/users.py.
        permissions = [
            ("deactivate_users", "Can deactivate users"),
            ("send_password_resets", "Can email users a link to set a new password"),
        ]

    def __str__(self) -> str:
        # A longer name scrolls the pages of the admin sideways.
        return f"{Truncator(label_of(self.user)).chars(40)}: {self.device_name or self.pk}"

    @property
    def last_authenticated_at(self) -> datetime:
        """When the user last authenticated."""
        return self.authenticated_at or self.created_at

    @property
    def methods(self) -> list[str]:
        """How the user authenticated, at login and since then."""
        return self.amr.split()

    def set_loaded_user(self, user: AbstractBaseUser) -> None:
        """Set `user` to an instance of the same row, without the checks and routers of an assignment."""
        field: Any = self._meta.get_field("user")
        field.set_cached_value(self, user)


class SecurityEvent(models.Model):
    """A security event of a user's account, for the user and for administrators. audit/history.py writes it.

    It holds no secret and no user input, only what the log's record of the event holds.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    event = models.CharField(_("event"), max_length=64)
    occurred_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    sid = models.UUIDField(_("session"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=64, blank=True)
    user_agent = models.CharField(_("browser"), max_length=256, blank=True)
    ip = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    # Kept here, because the rows of the sessions are gone.
    ended_user_agent = models.CharField(_("browser of the ended session"), max_length=256, blank=True)
    count = models.PositiveIntegerField(_("number of sessions"), null=True, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ["-occurred_at", "-pk"]
        indexes = [models.Index(fields=["user", "-occurred_at"], name="safejwt_event_user_time")]

    def __str__(self) -> str:
        return gettext("%(event)s of %(user)s") % {"event": self.event, "user": label_of(self.user)}


def label_of(user: AbstractBaseUser) -> str:
    """Return `str(user)`, or the name or primary key if that is not defined: Django's own requires names to be text."""
    try:
        return str(user)
    except TypeError:
        return str(user.pk if user.get_username() is None else user.get_username())


def session_auth_hashes(user: AbstractBaseUser) -> list[str]:
    """Django's session auth hashes of a user: the current one, then those of `SECRET_KEY_FALLBACKS`."""
    return [str(user.get_session_auth_hash()), *user.get_session_auth_fallback_hash()]
