"""The user of the access token."""

from rest_framework.request import Request
from rest_framework.response import Response

from ..serializers import user_data
from .base import ProtectedView

__all__ = ["CurrentUserView"]


class CurrentUserView(ProtectedView):
    """GET: the user of the access token."""

    def get(self, request: Request) -> Response:
        return Response(user_data(self.user, request))
