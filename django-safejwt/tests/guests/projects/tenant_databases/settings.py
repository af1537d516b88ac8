from ...accounts import *

MIDDLEWARE.insert(0, "tests.guests.projects.tenant_databases.routing.middleware")
DATABASES["two"] = dict(DATABASES["default"])
DATABASE_ROUTERS = ["tests.guests.projects.tenant_databases.routing.Router"]
GUEST = Guest(fields={"email": "ada@example.com"}, headers={"host": "two.testserver"})
install(globals())
