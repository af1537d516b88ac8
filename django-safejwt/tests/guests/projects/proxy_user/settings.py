from ...startproject import *

INSTALLED_APPS += ["tests.guests.projects.proxy_user"]
AUTH_USER_MODEL = "people.Member"
install(globals())
