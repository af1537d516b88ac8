"""The API speaks camelCase by its renderers and parsers (djangorestframework-camel-case)."""

from ..accounts import *

INSTALLED_APPS += ["rest_framework", "drf_spectacular"]
MIDDLEWARE += ["djangorestframework_camel_case.middleware.CamelCaseMiddleWare"]
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["djangorestframework_camel_case.render.CamelCaseJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["djangorestframework_camel_case.parser.CamelCaseJSONParser"],
}
SPECTACULAR_SETTINGS = {
    "POSTPROCESSING_HOOKS": ["drf_spectacular.contrib.djangorestframework_camel_case.camelize_serializer_fields"]
}
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
