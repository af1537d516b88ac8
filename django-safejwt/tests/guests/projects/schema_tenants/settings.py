from ...databases import postgresql
from ...startproject import *

TENANT_APPS = [*INSTALLED_APPS, "safejwt", "safejwt.accounts"]
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth"]
SHARED_APPS += ["tests.guests.projects.schema_tenants.tenants", "rest_framework"]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in INSTALLED_APPS if app not in SHARED_APPS), "safejwt.accounts"]
MIDDLEWARE.insert(0, "django_tenants.middleware.main.TenantMainMiddleware")
DATABASES["default"] = {**postgresql(), "ENGINE": "django_tenants.postgresql_backend"}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}
TENANT_MODEL, TENANT_DOMAIN_MODEL = "tenants.Client", "tenants.Domain"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"}, headers={"host": "two.testserver"})
install(globals())
INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS))
