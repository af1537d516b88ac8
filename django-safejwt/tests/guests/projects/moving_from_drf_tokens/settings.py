from ...startproject import *

INSTALLED_APPS += ["rest_framework", "rest_framework.authtoken"]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
install(globals())
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = [
    "safejwt.authentication.SafeJWTAuthentication",
    "rest_framework.authentication.TokenAuthentication",
]
SAFEJWT_ADOPT = [
    "safejwt.contrib.adopt.drf_token.DRFToken",
    "tests.guests.projects.moving_from_drf_tokens.devices.OneDevice",
]
