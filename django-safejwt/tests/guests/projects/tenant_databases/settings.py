from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts"]
MIDDLEWARE.insert(0, "tests.guests.projects.tenant_databases.routing.middleware")
DATABASES["two"] = dict(DATABASES["default"])
DATABASE_ROUTERS = ["tests.guests.projects.tenant_databases.routing.Router"]
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"}, headers={"host": "two.testserver"})
install(globals())
