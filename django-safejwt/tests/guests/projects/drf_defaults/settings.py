from ...accounts import *

INSTALLED_APPS += ["rest_framework"]
_OWN = "tests.guests.projects.drf_defaults.classes"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [f"{_OWN}.EnvelopeRenderer", "rest_framework.renderers.BrowsableAPIRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": f"{_OWN}.FirstRenderer",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "3/day"},
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.AcceptHeaderVersioning",
    "ALLOWED_VERSIONS": ["7.1"],
    "DEFAULT_PAGINATION_CLASS": f"{_OWN}.Pages",
    "DEFAULT_FILTER_BACKENDS": [f"{_OWN}.NothingFilter"],
    "EXCEPTION_HANDLER": f"{_OWN}.handler",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "DATETIME_FORMAT": "%d.%m.%Y",
    "COERCE_DECIMAL_TO_STRING": False,
    "NON_FIELD_ERRORS_KEY": "all",
    "URL_FORMAT_OVERRIDE": None,
    "COMPACT_JSON": False,
    "UNICODE_JSON": False,
}
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
