"""The admin, with its login limited as the app's is."""

from django.contrib.admin import apps

__all__ = ["AdminConfig"]


class AdminConfig(apps.AdminConfig):
    default_site = "safejwt.admin_site.AdminSite"
