"""Registers the system checks, and the receivers that queue and send emails."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _

from safejwt.signals import (
    device_presented,
    email_set_in_admin,
    new_device_signed_in,
    password_reset_wanted,
    password_set_in_admin,
    purge_requested,
    refresh_token_reused,
    username_changed,
)

from .signals import mail_queued

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    name = "safejwt.accounts"
    label = "safejwt_accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These import models, which are loaded by now.
        from . import receivers  # noqa: PLC0415
        from .checks import check_settings  # noqa: PLC0415
        from .flows import known_devices, security_alerts  # noqa: PLC0415

        register(check_settings, Tags.security)
        for signal, receiver in (
            (mail_queued, receivers.wake_worker),
            (request_started, receivers.wake_worker_once),
            (refresh_token_reused, security_alerts.notify_owner_of_reuse),
            (new_device_signed_in, security_alerts.notify_owner_of_new_device),
            (device_presented, known_devices.is_known),
            (password_reset_wanted, receivers.request_password_reset),
            (username_changed, receivers.tell_owner_of_username),
            (email_set_in_admin, receivers.tell_owner_of_email),
            (password_set_in_admin, receivers.tell_owner_of_password),
            (purge_requested, receivers.registration_retention),
        ):
            signal.connect(receiver, dispatch_uid="safejwt.accounts")
        purge_requested.connect(receivers.forgotten_device_retention, dispatch_uid="safejwt.accounts.devices")
