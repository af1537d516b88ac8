from django.urls import include, path

from ...urls import urlpatterns as common

urlpatterns = [path("dj/", include("dj_rest_auth.urls")), *common]
