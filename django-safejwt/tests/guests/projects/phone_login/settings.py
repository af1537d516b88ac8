from ...startproject import *

INSTALLED_APPS += ["phonenumber_field", "tests.guests.projects.phone_login"]
AUTH_USER_MODEL = "phone_login.Member"
GUEST = Guest(newcomer={"phone": "+493012345679"}, name="+493012345678")
install(globals())
