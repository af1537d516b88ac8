from dataclasses import replace

from ...startproject import *

INSTALLED_APPS += ["rest_framework"]
SIMPLE_JWT = {
    "AUTH_TOKEN_CLASSES": ["rest_framework_simplejwt.tokens.SlidingToken"],
    "AUTH_HEADER_TYPES": ["JWT", "Bearer"],
}
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
install(globals())
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = ["safejwt.contrib.adopt.side_by_side.SideBySideAuthentication"]
SAFEJWT_ADOPT = [
    "tests.guests.projects.moving_from_sliding_tokens.kinds.Sliding",
    "tests.guests.projects.moving_from_sliding_tokens.kinds.OwnCookie",
]
GUEST = replace(GUEST, warnings=frozenset({"safejwt.W070"}))
