"""The endpoints of safejwt in OpenAPI documents of drf-spectacular.

Name the hook in the settings, before hooks that rename enumerations:

    SPECTACULAR_SETTINGS = {
        "OAS_VERSION": "3.1.1",
        "POSTPROCESSING_HOOKS": ["safejwt.contrib.spectacular.share_error_responses"],
    }

drf-spectacular then knows all views and the authentication class. A project describes its own
views with `extend_schema` as usual, or with `describe` if they start sessions or return errors of
this package.
"""

from django.apps import apps

from .authentication import SafeJWTScheme
from .core_views import OPERATIONS
from .hooks import share_error_responses
from .operations import USER, Component, Operation, describe

__all__ = ["USER", "Component", "Operation", "SafeJWTScheme", "describe", "share_error_responses"]

_described = dict(OPERATIONS)
if apps.is_installed("safejwt.accounts"):
    from .account_views import OPERATIONS as ACCOUNT_OPERATIONS

    _described |= ACCOUNT_OPERATIONS
for _view, _operations in _described.items():
    describe(_view, _operations)
