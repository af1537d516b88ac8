from ...startproject import *

INSTALLED_APPS += ["tests.guests.projects.banned"]
AUTH_USER_MODEL = "banned.User"
MIDDLEWARE += ["safejwt.middleware.ErrorMiddleware"]
AUTHENTICATION_BACKENDS = ["tests.guests.projects.banned.backends.NotBanned"]
GUEST = Guest(fields={"email": "ada@example.com"}, deactivated={"banned": True})
install(globals())
