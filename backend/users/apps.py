"""The users of this project."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("Users")

    def ready(self) -> None:
        if apps.is_installed("drf_spectacular"):
            from . import schema  # noqa: F401, PLC0415 - it needs the models
