from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["drf_spectacular", "safejwt.accounts"]
ROOT_URLCONF = "tests.guests.projects.tenant_slug.urls"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(users="/acme/users/", things="/acme/things/", fields={"email": "ada@example.com"})
install(globals())
REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
