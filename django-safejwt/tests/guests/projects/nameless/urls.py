from django.contrib.auth import get_user_model
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.errors import InvalidCredentials
from safejwt.views import AnonymousView, session_response

from ...urls import urlpatterns as common


class ProviderView(AnonymousView):
    """What an identity provider redirects to."""

    def post(self, request: Request) -> Response:
        user = get_user_model().objects.filter(subject=request.data["subject"], is_active=True).first()
        if user is None:
            raise InvalidCredentials
        return session_response(request, user)


urlpatterns = [*common, path("provider/", ProviderView.as_view())]
