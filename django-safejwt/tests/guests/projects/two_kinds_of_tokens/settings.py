from ...startproject import *

INSTALLED_APPS += ["rest_framework.authtoken", "drf_spectacular"]
install(globals())
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] += [
    "tests.guests.projects.two_kinds_of_tokens.authentication.ScriptAuthentication",
    "rest_framework.authentication.SessionAuthentication",
]
