"""The signed-in devices of a user: list them, and end them."""

from typing import Any, Final
from uuid import UUID

from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..authentication import still_authenticated
from ..conf import conf
from ..permissions import require_recent_authentication
from ..serializers import DeviceSerializer
from .base import ProtectedView
from .logout import announce_logout, signed_out_response

__all__ = ["LogoutEverywhereView", "RevocationView", "SessionListView", "SessionView"]


# Without a limit of sessions, a user may have any number of them.
_MOST: Final = 100


class RevocationView(ProtectedView):
    """Base of endpoints that end sessions.

    `SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS` requires a recent authentication.
    """

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if request.method not in SAFE_METHODS and conf.reauthenticate_to_end_sessions:
            require_recent_authentication(request)


class SessionListView(RevocationView):
    """GET: list the signed-in devices, at most 100. DELETE: end all but this one."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        devices = sessions.active_sessions(self.user)[:_MOST]
        return Response(DeviceSerializer(devices, many=True, context={"sid": self.claims.sid}).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with still_authenticated(request):
            sessions.end_others(self.user, keep=self.claims.sid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SessionView(RevocationView):
    """DELETE: end one session of this user. Another user's session is 404, like an unknown one."""

    def delete(self, request: Request, *args: Any, sid: UUID, **kwargs: Any) -> Response:
        with still_authenticated(request):
            if not sessions.end_session(self.user, sid):
                raise NotFound
        if sid == self.claims.sid:
            announce_logout(request._request, self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LogoutEverywhereView(RevocationView):
    """POST: end all sessions of this user, the current one last, and log out this browser."""

    http_method_names = ["post"]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with still_authenticated(request):
            sessions.end_others(self.user, keep=self.claims.sid)
            is_ended = sessions.end_session(self.user, self.claims.sid)
        if is_ended:
            announce_logout(request._request, self.user)
        return signed_out_response(request)
