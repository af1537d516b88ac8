from datetime import timedelta

from ...startproject import *

INSTALLED_APPS += ["rest_framework", "rest_framework_simplejwt.token_blacklist", "drf_spectacular"]
ROOT_URLCONF = "tests.guests.projects.moving_from_simplejwt.urls"
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "USER_ID_CLAIM": "uid",
    "CHECK_REVOKE_TOKEN": True,
    "USER_AUTHENTICATION_RULE": "tests.guests.projects.moving_from_simplejwt.rules.not_blocked",
}
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
install(globals())
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = ["safejwt.contrib.adopt.side_by_side.SideBySideAuthentication"]
SAFEJWT_ADOPT = ["safejwt.contrib.adopt.simplejwt.SimpleJWT"]
