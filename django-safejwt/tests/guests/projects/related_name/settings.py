from ...startproject import *

INSTALLED_APPS += ["tests.guests.projects.related_name"]
AUTH_USER_MODEL = "related_name.Holder"
GUEST = Guest(newcomer={"card": 2}, name="1")
install(globals())
