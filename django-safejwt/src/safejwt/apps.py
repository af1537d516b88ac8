"""Registers the system checks, and the receivers of signals."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
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
        from .middleware import bind_django_session  # noqa: PLC0415
        from .signals import event_recorded  # noqa: PLC0415

        register(check_settings, Tags.security)
        event_recorded.connect(persist, dispatch_uid="safejwt.audit.history")
        user_logged_in.connect(bind_django_session, dispatch_uid="safejwt.middleware")
