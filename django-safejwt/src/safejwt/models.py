"""The row of each signed-in device. It holds no token, only the session's id and the number of its current token."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

__all__ = ["RefreshToken", "SecurityEvent", "session_auth_hashes"]


class RefreshToken(models.Model):
    """One signed-in device of one user, from login to logout or expiry.

    The refresh token itself is never stored. It is signed over (`id`, `generation`) with a key outside the database. So a
    copy of this table grants no access, and the current token can be issued again, byte for byte, from the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refresh_tokens", verbose_name=_("user")
    )
    generation = models.PositiveIntegerField(
        _("generation"), default=1, help_text=_("Number of the current token; each rotation adds one.")
    )
    seen_generation = models.PositiveIntegerField(
        _("seen generation"),
        default=0,
        help_text=_("Highest generation whose token the device has presented."),
    )
    rotated_at = models.DateTimeField(_("rotated"), default=timezone.now)
    created_at = models.DateTimeField(_("signed in"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used"), default=timezone.now)
    authenticated_at = models.DateTimeField(
        _("last authenticated"),
        null=True,
        editable=False,
        help_text=_("At login and at each re-authentication. If empty, at login."),
    )
    expires_at = models.DateTimeField(_("expires"), db_index=True, help_text=_("Extended by each rotation."))
    absolute_expires_at = models.DateTimeField(_("expires at the latest"))
    auth_hash = models.CharField(
        max_length=128, help_text=_("Django's session auth hash: a password change ends the session.")
    )
    remember = models.BooleanField(
        _("remembered"), default=True, help_text=_("Whether the browser keeps the session when it is closed.")
    )
    user_agent = models.CharField(_("browser"), max_length=256, blank=True)
    ip = models.GenericIPAddressField(_("network address"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed-in device")
        verbose_name_plural = _("signed-in devices")
        ordering = ["-last_used_at"]
        # Of the actions in the admin of users, see admin/users.py.
        permissions = [
            ("deactivate_users", "Can deactivate users"),
            ("send_password_resets", "Can email users a link to set a new password"),
        ]

    def __str__(self) -> str:
        return gettext("%(user)s's refresh token") % {"user": self.user}

    @property
    def last_authenticated_at(self) -> datetime:
        """When the user last authenticated."""
        return self.authenticated_at or self.created_at

    def is_active(self, now: datetime) -> bool:
        """Whether its tokens grant access: it has not expired, the user is active, and the password has not changed."""
        return self.expires_at > now and self.user.is_active and self._has_same_password()

    def _has_same_password(self) -> bool:
        return any(constant_time_compare(self.auth_hash, value) for value in session_auth_hashes(self.user))


class SecurityEvent(models.Model):
    """A security event of a user's account, for the user and for administrators. audit/history.py writes it.

    It holds no secret and no user input, only what the log's record of the event holds.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="security_events", verbose_name=_("user")
    )
    event = models.CharField(_("event"), max_length=64)
    occurred_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    sid = models.UUIDField(_("session"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=64, blank=True)
    user_agent = models.CharField(_("browser"), max_length=256, blank=True)
    ip = models.GenericIPAddressField(_("network address"), null=True, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ["-occurred_at", "-pk"]
        indexes = [models.Index(fields=["user", "-occurred_at"], name="safejwt_event_user_time")]

    def __str__(self) -> str:
        return gettext("%(event)s of %(user)s") % {"event": self.event, "user": self.user}


def session_auth_hashes(user: AbstractBaseUser) -> list[str]:
    """Django's session auth hashes of a user: the current one, then those of `SECRET_KEY_FALLBACKS`."""
    return [str(user.get_session_auth_hash()), *user.get_session_auth_fallback_hash()]
