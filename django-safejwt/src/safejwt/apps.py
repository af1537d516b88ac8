"""Registers the system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import check_settings

__all__ = ["SafeJWTConfig"]


class SafeJWTConfig(AppConfig):
    name = "safejwt"
    verbose_name = "Safe JWT"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_settings, Tags.security)
