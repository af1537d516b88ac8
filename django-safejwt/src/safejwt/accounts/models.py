"""Confirmed addresses, forgotten devices, registrations to be confirmed, and emails to be sent.

None of these rows holds a token or a link: a link is signed when its email is sent, with a key outside the database.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safejwt.db.primary import PrimaryManager
from safejwt.models import label_of

__all__ = ["AccountEmail", "ForgottenDevice", "Mail", "PendingRegistration"]


class AccountEmail(models.Model):
    """What emails to a user need: the confirmed address, the one that is to replace it, the language. For any user model.

    The email field of the user model holds the address in use. It is confirmed while it equals `address`, so any other
    change makes it unconfirmed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="safejwt_account_email",
        verbose_name=_("user"),
    )
    address = models.EmailField(_("confirmed address"), blank=True)
    verified_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    pending_address = models.EmailField(_("address to be confirmed"), blank=True)
    pending_since = models.DateTimeField(_("requested"), null=True, blank=True)
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        help_text=_("Of the browser in which the user last changed the account."),
    )
    secured_at = models.DateTimeField(
        _("secured"), null=True, blank=True, help_text=_("When the owner last followed the link of an alert.")
    )

    objects: ClassVar[models.Manager["AccountEmail"]] = PrimaryManager()

    class Meta:
        verbose_name = _("email address")
        verbose_name_plural = _("email addresses")

    def __str__(self) -> str:
        return gettext("%(user)s's email address") % {"user": label_of(self.user)}


class ForgottenDevice(models.Model):
    """A known device that its user has had forgotten. Only its cookie knows the device, by the time of its last login."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    logged_in_at = models.DateTimeField(help_text=_("In whole seconds, as in the cookie."))

    objects: ClassVar[models.Manager["ForgottenDevice"]] = PrimaryManager()

    class Meta:
        verbose_name = _("forgotten device")
        verbose_name_plural = _("forgotten devices")
        constraints = [models.UniqueConstraint(fields=["user", "logged_in_at"], name="safejwt_forgotten_device")]

    def __str__(self) -> str:
        return str(self.pk)


class PendingRegistration(models.Model):
    """An account that is created when the link in the email is followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(_("email address"))
    fields = models.JSONField(help_text=_("Values for fields of the user model. The password is hashed."))
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[models.Manager["PendingRegistration"]] = PrimaryManager()

    class Meta:
        verbose_name = _("registration to be confirmed")
        verbose_name_plural = _("registrations to be confirmed")

    def __str__(self) -> str:
        return str(self.pk)


class Mail(models.Model):
    """An email to be sent: its kind, its recipient and the time of the next attempt. Sending it deletes the row."""

    class Priority(models.IntegerChoices):
        """A user waits for a link. No number of notices may delay it."""

        LINK = 0
        NOTICE = 1

    kind = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("user"),
    )
    address = models.CharField(_("email address"), max_length=254)
    context = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=35, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.LINK)
    due_at = models.DateTimeField(_("next attempt"), default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Mail"]] = PrimaryManager()

    class Meta:
        verbose_name = _("email to be sent")
        verbose_name_plural = _("emails to be sent")
        indexes = [models.Index(fields=["priority", "due_at"], name="safejwt_mail_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
