from ...accounts import *

INSTALLED_APPS += ["rest_framework", "drf_spectacular"]
ROOT_URLCONF = "tests.guests.projects.path_version.urls"
REST_FRAMEWORK = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning",
    "ALLOWED_VERSIONS": ["v1", "v2"],
    "DEFAULT_VERSION": "v2",
}
GUEST = Guest(users="/v2/users/", things="/v2/things/", fields={"email": "ada@example.com"})
install(globals())
