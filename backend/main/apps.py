"""The admin, whose login shares the limits of the API, and the checks of this project."""

from django.contrib.admin import apps
from django.core.checks import Tags, register

from .checks import check_variables

__all__ = ["AdminConfig"]


class AdminConfig(apps.AdminConfig):
    default_site = "safejwt.admin_site.AdminSite"

    def ready(self) -> None:
        super().ready()
        register(check_variables, Tags.security, deploy=True)
