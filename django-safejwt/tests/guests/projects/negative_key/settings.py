from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts", "tests.guests.projects.negative_key"]
AUTH_USER_MODEL = "negative_key.User"
DEFAULT_AUTO_FIELD = "django.db.models.SmallAutoField"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"id": -9000000000000000001, "email": "ada@example.com"})
install(globals())
