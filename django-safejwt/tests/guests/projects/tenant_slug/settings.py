from ...accounts import *

INSTALLED_APPS += ["drf_spectacular"]
ROOT_URLCONF = "tests.guests.projects.tenant_slug.urls"
GUEST = Guest(users="/acme/users/", things="/acme/things/", fields={"email": "ada@example.com"})
install(globals())
