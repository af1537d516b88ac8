from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["rest_framework", "drf_spectacular", "safejwt.accounts"]
ROOT_URLCONF = "tests.guests.projects.path_version.urls"
REST_FRAMEWORK = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning",
    "ALLOWED_VERSIONS": ["v1", "v2"],
    "DEFAULT_VERSION": "v2",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(users="/v2/users/", things="/v2/things/", fields={"email": "ada@example.com"})
install(globals())
