from ...startproject import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.no_email"]
AUTH_USER_MODEL = "no_email.Member"
GUEST = Guest(newcomer={"name": "bob"})
install(globals())
