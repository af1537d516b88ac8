from ...accounts import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.email_login"]
AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
MIDDLEWARE += ["safejwt.middleware.ErrorMiddleware"]
AUTH_USER_MODEL = "email_login.User"
GUEST = Guest(newcomer={"email": "bob@example.com"}, name="ada@example.com", fields={"email": "ada@example.com"})
install(globals())
