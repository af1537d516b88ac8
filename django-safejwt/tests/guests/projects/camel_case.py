"""The API speaks camelCase by its renderers and parsers (djangorestframework-camel-case)."""

from ..guest import Guest
from ..startproject import *
from ..startproject import install

INSTALLED_APPS += ["rest_framework", "drf_spectacular", "safejwt.accounts"]
MIDDLEWARE += ["djangorestframework_camel_case.middleware.CamelCaseMiddleWare"]
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["djangorestframework_camel_case.render.CamelCaseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["djangorestframework_camel_case.parser.CamelCaseJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "POSTPROCESSING_HOOKS": ["drf_spectacular.contrib.djangorestframework_camel_case.camelize_serializer_fields"]
}
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
