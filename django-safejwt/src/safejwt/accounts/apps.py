"""Registers the system checks, starts sending when a mail waits, and tells owners of stolen sessions and new devices."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.signals import request_started
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from safejwt.signals import new_device_signed_in, password_reset_wanted, refresh_token_reused

from .checks import check_settings
from .signals import mail_queued

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    name = "safejwt.accounts"
    label = "safejwt_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_settings, Tags.security)
        # By name: what they import needs the models, which are there by now and were not when this module was read.
        receivers = (
            (mail_queued, "wake"),
            (request_started, "wake_once"),
            (refresh_token_reused, "tell_owner"),
            (new_device_signed_in, "tell_of_new_device"),
            (password_reset_wanted, "ask_for_password"),
        )
        for signal, receiver in receivers:
            signal.connect(import_string(f"safejwt.accounts.receivers.{receiver}"), dispatch_uid="safejwt.accounts")
        kinds, kind = (
            import_string(f"safejwt.{name}") for name in ("purges.KINDS", "accounts.registration.UNCONFIRMED")
        )
        if kind not in kinds:
            kinds.append(kind)
