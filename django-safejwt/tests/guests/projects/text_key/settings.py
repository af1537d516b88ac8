from ...accounts import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.text_key"]
AUTH_USER_MODEL = "text_key.User"
GUEST = Guest(newcomer=None, fields={"code": "Zürich/7:ä b", "email": "ada@example.com"})
install(globals())
