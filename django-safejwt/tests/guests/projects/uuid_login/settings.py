from ...startproject import *

INSTALLED_APPS.remove("django.contrib.admin")
INSTALLED_APPS += ["tests.guests.projects.uuid_login"]
AUTH_USER_MODEL = "uuid_login.Holder"
GUEST = Guest(
    newcomer={"card": "6f1c2c8e-5d4b-4c54-9a1c-0d7d1f9e8a12"},
    name="6f1c2c8e-5d4b-4c54-9a1c-0d7d1f9e8a11",
    deactivated={},
)
install(globals())
