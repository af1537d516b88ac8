"""The login of Django REST Framework's tokens. They have no logout."""

from django.urls import path
from rest_framework.authtoken.views import obtain_auth_token

urlpatterns = [path("login/", obtain_auth_token)]
