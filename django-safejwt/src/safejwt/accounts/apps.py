"""Registers the system checks, and the receivers that queue and send emails."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _

from safejwt.signals import new_device_signed_in, password_reset_wanted, purge_requested, refresh_token_reused

from .signals import mail_queued

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    name = "safejwt.accounts"
    label = "safejwt_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What these import needs the models, which are loaded by now.
        from . import receivers  # noqa: PLC0415
        from .checks import check_settings  # noqa: PLC0415

        register(check_settings, Tags.security)
        for signal, receiver in (
            (mail_queued, receivers.wake),
            (request_started, receivers.wake_once),
            (refresh_token_reused, receivers.tell_owner),
            (new_device_signed_in, receivers.tell_of_new_device),
            (password_reset_wanted, receivers.ask_for_password),
            (purge_requested, receivers.retention_of_registrations),
        ):
            signal.connect(receiver, dispatch_uid="safejwt.accounts")
