from ...startproject import *

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.number_login"]
AUTH_USER_MODEL = "number_login.Employee"
GUEST = Guest(newcomer={"staff_number": "4712"}, name="4711", stored_name=4711)
install(globals())
