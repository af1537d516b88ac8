from ...startproject import *

INSTALLED_APPS += ["tests.guests.projects.nameless"]
AUTH_USER_MODEL = "nameless.User"
ROOT_URLCONF = "tests.guests.projects.nameless.urls"
GUEST = Guest(newcomer=None, fields={"subject": "4f2a"})
install(globals())
