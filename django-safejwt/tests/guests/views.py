"""The views of a project that relies on its default classes: it names none."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

__all__ = ["PublicView", "ThingsView", "csrf_failure"]


class ThingSerializer(serializers.Serializer[Any]):
    user = serializers.CharField(read_only=True)
    title = serializers.CharField(required=False)


class ThingsView(GenericAPIView[Any]):
    """The user that the request belongs to, and what it sent."""

    serializer_class = ThingSerializer

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(ThingSerializer({"user": str(request.user.pk)}).data)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(ThingSerializer({"user": str(request.user.pk), **request.data}).data)


class PublicView(GenericAPIView[Any]):
    """For visitors too."""

    serializer_class = ThingSerializer
    permission_classes = (AllowAny,)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(ThingSerializer({"user": str(request.user.pk)}).data)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(reason, status=418)
