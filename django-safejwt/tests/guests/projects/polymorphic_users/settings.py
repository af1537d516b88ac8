from ...startproject import *

INSTALLED_APPS += ["polymorphic", "tests.guests.projects.polymorphic_users"]
AUTH_USER_MODEL = "polymorphic_users.User"
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
