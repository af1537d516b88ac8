"""The admin, whose login shares the limits of the API."""

from django.contrib.admin import apps

__all__ = ["AdminConfig"]


class AdminConfig(apps.AdminConfig):
    default_site = "safejwt.admin_site.AdminSite"
