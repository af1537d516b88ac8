from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts"]
DATABASES["replica"] = dict(DATABASES["default"])
DATABASE_ROUTERS = ["tests.guests.projects.replica.routers.PrimaryReplicaRouter"]
# Django reads the sessions of its admin from the replica.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
