"""The login, and the endpoints of OpenID Connect."""

from django.urls import include, path

from .views import LoginView

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("", include("allauth.idp.urls")),
]
