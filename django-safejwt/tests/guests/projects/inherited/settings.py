from ...accounts import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.inherited"]
AUTH_USER_MODEL = "inherited.Customer"
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
