from datetime import UTC, datetime

from ...accounts import *

INSTALLED_APPS += ["tests.guests.projects.soft_deleted"]
AUTH_USER_MODEL = "soft_deleted.User"
GUEST = Guest(fields={"email": "ada@example.com"}, deactivated={"deleted_at": datetime(2026, 1, 1, tzinfo=UTC)})
install(globals())
