from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts"]
DATABASES = {"default": {}, "auth_db": DATABASES["default"], "primary": dict(DATABASES["default"])}
DATABASE_ROUTERS = [f"tests.guests.projects.auth_database.routers.{name}" for name in ("AuthRouter", "OtherRouter")]
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
