from ...accounts import *

INSTALLED_APPS += ["rest_framework", "drf_spectacular"]
ROOT_URLCONF = "tests.guests.projects.namespaces.urls"
REST_FRAMEWORK = {
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "ALLOWED_VERSIONS": ["v1"],
    "DEFAULT_VERSION": "v1",
}
GUEST = Guest(users="/api/v1/account/", things="/api/v1/things/", fields={"email": "ada@example.com"})
install(globals())
