"""The security events of a user."""

from typing import Any, Final

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ..audit import history
from ..conf import conf
from ..serializers import EventSerializer
from .base import ProtectedView

__all__ = ["EventListView"]

_MOST: Final = 50


class EventListView(ProtectedView):
    """GET: the latest security events of this user, newest first.

    404 unless `SAFEJWT_EVENT_HISTORY` is set.
    """

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if conf.event_history is None:
            raise NotFound
        latest = history.events_of(self.user)[:_MOST]
        return Response(EventSerializer(latest, many=True, context={"sid": self.claims.sid}).data)
