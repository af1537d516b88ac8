"""Errors have the shape of drf-standardized-errors."""

from ..guest import Guest
from ..startproject import *
from ..startproject import install

INSTALLED_APPS += ["rest_framework", "drf_spectacular", "drf_standardized_errors", "safejwt.accounts"]
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
}
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
