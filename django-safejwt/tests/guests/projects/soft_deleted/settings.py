from datetime import UTC, datetime

from ...guest import Guest
from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts", "tests.guests.projects.soft_deleted"]
AUTH_USER_MODEL = "soft_deleted.User"
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"}, deactivated={"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)})
install(globals())
