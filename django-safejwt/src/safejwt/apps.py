"""Registers the system checks, and the receivers of signals."""

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Tags, register
from django.db.models.signals import post_save

from .conf.installed import has_middleware

__all__ = ["SafeJWTConfig"]


class SafeJWTConfig(AppConfig):
    name = "safejwt"
    verbose_name = "safejwt"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What these import needs the models, which are loaded by now.
        from .audit import events, history  # noqa: PLC0415
        from .checks import check_production, check_settings  # noqa: PLC0415
        from .middleware import bind_django_session  # noqa: PLC0415
        from .sessions.deactivation import end_sessions_of_saved  # noqa: PLC0415
        from .signals import all_sessions_ended  # noqa: PLC0415
        from .views.foreign_login import end_foreign_logins  # noqa: PLC0415

        register(check_settings, Tags.security)
        register(check_production, Tags.security, deploy=True)
        events.store(history.persist, wanted=history.keeps)
        post_save.connect(end_sessions_of_saved, dispatch_uid="safejwt.sessions.deactivation")
        all_sessions_ended.connect(end_foreign_logins, dispatch_uid="safejwt.views.foreign_login")
        user_logged_in.connect(bind_django_session, dispatch_uid="safejwt.middleware")
        if apps.is_installed("drf_spectacular"):
            # Its extensions register themselves when they are imported.
            from .contrib import spectacular  # noqa: F401, PLC0415
        if has_middleware("safejwt.contrib.allauth.AllauthMiddleware"):
            from .contrib.allauth import receivers  # noqa: F401, PLC0415
        if apps.is_installed("allauth.account"):
            from .contrib.allauth_checks import check_allauth  # noqa: PLC0415

            register(check_allauth, Tags.security)
