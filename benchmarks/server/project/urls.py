"""Two protected views, and the views of the measured package."""

from django.conf import settings
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response


@api_view(["GET"])
def user(request: Request) -> Response:
    """Reads the user, as most views do."""
    return Response({"username": request.user.get_username()})


@api_view(["GET"])
def key(request: Request) -> Response:
    """Reads only the key, as a view does that filters rows by their owner."""
    return Response({"id": str(request.user.pk)})


urlpatterns = [path("user/", user), path("key/", key)]
if settings.PEER_URLS:
    urlpatterns.append(path("auth/", include(settings.PEER_URLS)))
