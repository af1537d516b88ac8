"""Registers the system checks, and the history as a receiver of security events."""

from django.apps import AppConfig, apps
from django.core.checks import Tags, register

__all__ = ["SafeJWTConfig"]


class SafeJWTConfig(AppConfig):
    name = "safejwt"
    verbose_name = "Safe JWT"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What these import needs the models, which are loaded by now.
        from .audit.history import persist  # noqa: PLC0415
        from .checks import check_settings  # noqa: PLC0415
        from .signals import event_recorded  # noqa: PLC0415

        register(check_settings, Tags.security)
        event_recorded.connect(persist, dispatch_uid="safejwt.audit.history")
        if apps.is_installed("drf_spectacular"):
            # Its extensions register themselves when they are imported.
            from .contrib import spectacular  # noqa: F401, PLC0415
