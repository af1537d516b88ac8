from ...accounts import *

INSTALLED_APPS += ["tests.guests.projects.negative_key"]
AUTH_USER_MODEL = "negative_key.User"
DEFAULT_AUTO_FIELD = "django.db.models.SmallAutoField"
GUEST = Guest(newcomer=None, fields={"id": -9000000000000000001, "email": "ada@example.com"})
install(globals())
