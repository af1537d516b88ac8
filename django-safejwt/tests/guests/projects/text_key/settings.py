from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["drf_spectacular", "safejwt.accounts", "tests.guests.projects.text_key"]
AUTH_USER_MODEL = "text_key.User"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"code": "Zürich/7:ä b", "email": "ada@example.com"})
install(globals())
REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
