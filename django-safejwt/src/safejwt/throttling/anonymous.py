"""The limit of views that may start a session without an access token."""

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.views import APIView

from ..conf import conf
from . import sliding_window
from .limits import limits_of, network_key
from .throttles import WindowThrottle

__all__ = ["AnonymousThrottle"]


class AnonymousThrottle(WindowThrottle):
    """`SAFEJWT_LOGIN_ADDRESS_RATE` requests to one view from one client network.

    A request that starts a session is refunded, so only failed attempts count.
    """

    _view = ""

    def allow_request(self, request: Request, view: APIView) -> bool:
        # One view's visitors do not use up the limit of another view.
        self._view = f"{type(view).__module__}.{type(view).__qualname__}"
        is_allowed = super().allow_request(request, view)
        request._request._safejwt_anonymous_throttle = self  # type: ignore[attr-defined]  # read by `session_started`
        return is_allowed

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return limits_of("anonymous", conf.login_address_rate, self._view, network_key(request._request))

    @staticmethod
    def session_started(request: HttpRequest) -> None:
        """Refund this request, which was no failed attempt."""
        throttle: AnonymousThrottle | None = getattr(request, "_safejwt_anonymous_throttle", None)
        if throttle is not None:
            throttle.refund()
