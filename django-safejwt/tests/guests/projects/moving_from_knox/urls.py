from django.urls import include, path

from ...urls import urlpatterns as common

urlpatterns = [path("knox/", include("knox.urls")), *common]
