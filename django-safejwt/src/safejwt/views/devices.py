"""The signed-in devices of a person: what he sees of them, and what ends them."""

from uuid import UUID

from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..conf import conf
from ..permissions import require_recent_authentication
from ..serializers import DeviceSerializer
from .base import ProtectedView

__all__ = ["EndingView", "SessionListView", "SessionView"]


class EndingView(ProtectedView):
    """Base of endpoints that end sessions; `SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS` asks for the password before."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if request.method not in SAFE_METHODS and conf.reauthenticate_to_end_sessions:
            require_recent_authentication(request)


class SessionListView(EndingView):
    """GET: the signed-in devices. DELETE: end all but this one."""

    def get(self, request: Request) -> Response:
        devices = sessions.active_sessions(self.user)
        return Response(DeviceSerializer(devices, many=True, context={"sid": self.claims.sid}).data)

    def delete(self, request: Request) -> Response:
        sessions.end_others(self.user, keep=self.claims.sid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SessionView(EndingView):
    """DELETE: end one session of this person; another person's is 404, as an unknown one."""

    def delete(self, request: Request, sid: UUID) -> Response:
        if not sessions.end_session(self.user, sid):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)
