"""The API of the example."""

from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import events, sessions
from safejwt.authentication import still_authenticated
from safejwt.permissions import RequireMFA, recent_authentication_required
from safejwt.views import ProtectedView, signed_out_response

__all__ = ["AccountView", "VaultView"]


class AccountView(ProtectedView):
    """DELETE: delete the account and everything that belongs to it."""

    @recent_authentication_required
    def delete(self, request: Request) -> Response:
        user_id = self.user.pk
        with still_authenticated(request):
            # With what django-allauth keeps beside the sessions.
            sessions.end_all(self.user)
            self.user.delete()
        events.record("user_deleted", user_id=user_id)
        return signed_out_response(request)


class VaultView(ProtectedView):
    """Something that a password alone does not open."""

    permission_classes = [*ProtectedView.permission_classes, RequireMFA]

    def get(self, request: Request) -> Response:
        return Response({"secret": "The spare key is under the third flowerpot."})
