from ...startproject import *

INSTALLED_APPS += ["rest_framework", "knox"]
ROOT_URLCONF = "tests.guests.projects.moving_from_knox.urls"
REST_KNOX = {"AUTO_REFRESH": True, "TOKEN_PREFIX": "kx-"}
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
install(globals())
# The scheme of knox is "Token", ours is "Bearer".
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = [
    "safejwt.authentication.SafeJWTAuthentication",
    "knox.auth.TokenAuthentication",
]
SAFEJWT_ADOPT = ["safejwt.contrib.adopt.knox.Knox"]
