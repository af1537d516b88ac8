"""The endpoints for what users do with their whole account, and with a device that they no longer trust."""

from typing import Any
from uuid import UUID

from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from safejwt.authentication import still_authenticated
from safejwt.browser import device_cookie
from safejwt.permissions import recent_authentication_required
from safejwt.views import ProtectedView, signed_out_response
from safejwt.views.devices import RevocationView
from safejwt.views.logout import announce_logout

from .flows import data_export, deletion, known_devices
from .mail import client_details
from .throttling import ExportThrottle

__all__ = ["AccountExportView", "AccountView", "SessionForgetView"]


class SessionForgetView(RevocationView):
    """POST: end one session of this user and forget its device, so that the next login there counts as one with a new one.

    If it is the session of the request, this browser is logged out and forgets everyone who has logged in with it.
    """

    def post(self, request: Request, *args: Any, sid: UUID, **kwargs: Any) -> Response:
        with still_authenticated(request):
            if not known_devices.forget(self.user, sid):
                raise NotFound
        if sid != self.claims.sid:
            return Response(status=status.HTTP_204_NO_CONTENT)
        announce_logout(request._request, self.user)
        response = signed_out_response(request)
        device_cookie.forget(response)
        return response


class AccountExportView(ProtectedView):
    """POST: what is kept about this account, as JSON to be saved in a file."""

    throttle_classes = (ExportThrottle,)

    @recent_authentication_required
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # Recorded first. Then the session is active, and what follows holds no lock.
        with still_authenticated(request):
            data_export.announce(self.user, self.claims.sid, **client_details(request._request))
        response = Response(data_export.collect(request, self.user, self.claims.sid))
        response["Content-Disposition"] = 'attachment; filename="account-data.json"'
        return response


class AccountView(ProtectedView):
    """DELETE: delete the account and everything that belongs to it."""

    @recent_authentication_required
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            with still_authenticated(request):
                deletion.delete(self.user, **client_details(request._request))
        except (ProtectedError, RestrictedError):
            raise ValidationError(_("Other data still needs this account, so it cannot be deleted.")) from None
        return signed_out_response(request)
