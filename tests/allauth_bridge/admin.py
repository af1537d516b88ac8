from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig

__all__ = ["AdminConfig"]


class AdminConfig(DjangoAdminConfig):
    default_site = "safejwt.admin_site.AdminSite"
