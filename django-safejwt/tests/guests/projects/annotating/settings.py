from ...accounts import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.annotating"]
AUTH_USER_MODEL = "annotating.User"
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
