from ...accounts import *

DATABASES = {"default": {}, "auth_db": DATABASES["default"], "primary": dict(DATABASES["default"])}
DATABASE_ROUTERS = [f"tests.guests.projects.auth_database.routers.{name}" for name in ("AuthRouter", "OtherRouter")]
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
