"""The endpoints and the authentication classes of safejwt in OpenAPI documents of drf-spectacular.

A project that has `drf_spectacular` in INSTALLED_APPS needs no more: `safejwt` then imports this
module. It has no settings of its own. Operations have the tags `Authentication`, `Sessions`,
`Account` and `Keys`.

drf-spectacular documents the views of the project as usual. Views that start sessions, or return
errors of this package, can use `describe`.
"""

from django.apps import apps

from .authentication import JWTScheme
from .components import USER, Component
from .core_views import OPERATIONS
from .extensions import JSONViewExtension, describe
from .hooks import add_csrf_parameter
from .operations import Operation

__all__ = ["USER", "Component", "JSONViewExtension", "JWTScheme", "Operation", "add_csrf_parameter", "describe"]

_described = dict(OPERATIONS)
if apps.is_installed("safejwt.accounts"):
    from .account_views import OPERATIONS as ACCOUNT_OPERATIONS

    _described |= ACCOUNT_OPERATIONS
for _view, _operations in _described.items():
    describe(_view, _operations)
