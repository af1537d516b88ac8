"""The row behind each signed-in device. It holds no token: only the session's id and the number of its current token."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

__all__ = ["RefreshToken"]


class RefreshToken(models.Model):
    """One signed-in device of one person, from login to logout or expiry.

    The refresh token itself is never stored. It is signed over (`id`, `generation`) with a key outside the database, so a
    copy of this table opens nothing, and the current token can be minted again, byte for byte, from the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refresh_tokens", verbose_name="user"
    )
    generation = models.PositiveIntegerField(
        default=1, help_text="Number of the current token; each rotation adds one."
    )
    seen_generation = models.PositiveIntegerField(
        default=0, help_text="Highest generation a token of which has come back from the device."
    )
    rotated_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField("signed in", default=timezone.now)
    last_used_at = models.DateTimeField("last used", default=timezone.now)
    expires_at = models.DateTimeField("expires", db_index=True, help_text="Moves ahead with each rotation.")
    absolute_expires_at = models.DateTimeField("expires at the latest")
    auth_hash = models.CharField(
        max_length=128, help_text="Django's session auth hash: another password ends the session."
    )
    remember = models.BooleanField(
        "remembered", default=True, help_text="Whether the browser keeps the session when it is closed."
    )
    user_agent = models.CharField("browser", max_length=256, blank=True)
    ip = models.GenericIPAddressField("network address", null=True, blank=True)

    class Meta:
        verbose_name = "signed-in device"
        verbose_name_plural = "signed-in devices"
        ordering = ["-last_used_at"]

    def __str__(self) -> str:
        return f"{self.user}'s refresh token"
