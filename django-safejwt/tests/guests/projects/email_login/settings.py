from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts", "drf_spectacular", "tests.guests.projects.email_login"]
AUTH_USER_MODEL = "email_login.User"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(name="ada@example.com", fields={"email": "ada@example.com"})
install(globals())
REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
