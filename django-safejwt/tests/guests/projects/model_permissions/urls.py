from django.contrib.auth.models import Group
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.serializers import ModelSerializer

from ...urls import urlpatterns as common
from ...views import ThingsView


class GroupSerializer(ModelSerializer[Group]):
    class Meta:
        model = Group
        fields = ["name"]


class GroupsView(ListAPIView[Group]):
    queryset = Group.objects.all()
    serializer_class = GroupSerializer


# A view without a model names its permission, or it cannot be called.
things = ThingsView.as_view(permission_classes=[IsAuthenticated])
urlpatterns = [path("things/", things), path("groups/", GroupsView.as_view()), *common[:1], *common[2:]]
