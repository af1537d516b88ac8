"""What the flows remember: confirmed addresses, registrations that wait for their link, and mails that wait to be sent.

None of these rows holds a token or a link: a link is made when its mail is sent, with a key that is not in the database.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

__all__ = ["AccountEmail", "Mail", "PendingRegistration"]


class AccountEmail(models.Model):
    """A person's confirmed e-mail address, and the one that is to take its place. For any user model.

    The person's own e-mail field says which address is in use. It counts as confirmed while it is the same as `address`,
    so a change by any other way makes it unconfirmed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="account_email",
        verbose_name=_("user"),
    )
    address = models.EmailField(_("confirmed address"), blank=True)
    verified_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    pending_address = models.EmailField(_("address to be confirmed"), blank=True)
    pending_since = models.DateTimeField(_("asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")

    def __str__(self) -> str:
        return gettext("%(user)s's e-mail address") % {"user": self.user}


class PendingRegistration(models.Model):
    """An account that will be made when the link in the mail is followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(_("e-mail address"))
    fields = models.JSONField(help_text=_("Values of the user model's fields; the password among them is hashed."))
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("registration to be confirmed")
        verbose_name_plural = _("registrations to be confirmed")

    def __str__(self) -> str:
        return str(self.pk)


class Mail(models.Model):
    """A mail that waits to be sent: what it says, to whom, and when to try. Its row is deleted when it has been sent."""

    kind = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("user"),
    )
    address = models.CharField(_("e-mail address"), max_length=254)
    context = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=35, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(_("next try"), default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("mail to be sent")
        verbose_name_plural = _("mails to be sent")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
