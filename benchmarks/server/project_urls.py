"""One protected view, and the views of the measured package."""

from django.conf import settings
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response


@api_view(["GET"])
def protected(request: Request) -> Response:
    return Response({"user": str(request.user)})


urlpatterns = [
    path("protected/", protected),
    *(path(prefix, include(module)) for prefix, module in settings.PEER_URLS),
]
