from django.contrib import admin
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt.views import JWKSView


@api_view(["GET", "POST"])
def echo(request: Request) -> Response:
    """A protected view with the defaults of the project."""
    return Response({"user": str(request.user.pk), "body": request.data})


@api_view(["GET"])
def untouched(request: Request) -> Response:
    """A protected view that reads nothing of the user but `is_authenticated`."""
    return Response({"authenticated": request.user.is_authenticated})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", include("safejwt.urls")),
    path("users/", include("safejwt.accounts.urls")),
    path(".well-known/jwks.json", JWKSView.as_view()),
    path("echo/", echo),
    path("untouched/", untouched),
]
