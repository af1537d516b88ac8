"""Errors have the shape of drf-standardized-errors."""

from ..accounts import *

INSTALLED_APPS += ["rest_framework", "drf_spectacular", "drf_standardized_errors"]
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
}
# As its documentation says.
_ENUMS = "drf_standardized_errors.openapi_serializers"
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "ValidationErrorEnum": f"{_ENUMS}.ValidationErrorEnum.choices",
        "ClientErrorEnum": f"{_ENUMS}.ClientErrorEnum.choices",
        "ServerErrorEnum": f"{_ENUMS}.ServerErrorEnum.choices",
        "ErrorCode401Enum": f"{_ENUMS}.ErrorCode401Enum.choices",
        "ErrorCode403Enum": f"{_ENUMS}.ErrorCode403Enum.choices",
        "ErrorCode404Enum": f"{_ENUMS}.ErrorCode404Enum.choices",
        "ErrorCode405Enum": f"{_ENUMS}.ErrorCode405Enum.choices",
        "ErrorCode406Enum": f"{_ENUMS}.ErrorCode406Enum.choices",
        "ErrorCode415Enum": f"{_ENUMS}.ErrorCode415Enum.choices",
        "ErrorCode429Enum": f"{_ENUMS}.ErrorCode429Enum.choices",
        "ErrorCode500Enum": f"{_ENUMS}.ErrorCode500Enum.choices",
    },
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
}
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
