from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["drf_spectacular", "tests.guests.projects.no_email"]
AUTH_USER_MODEL = "no_email.Member"
install(globals())
REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
