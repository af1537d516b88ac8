"""The API of the example."""

from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.permissions import RequireMFA
from safejwt.views import ProtectedView

__all__ = ["VaultView"]


class VaultView(ProtectedView):
    """Something that a password alone does not open."""

    permission_classes = [*ProtectedView.permission_classes, RequireMFA]

    def get(self, request: Request) -> Response:
        return Response({"secret": "The spare key is under the third flowerpot."})
