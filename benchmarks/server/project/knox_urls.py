"""knox's views; the login authenticates by Basic, as in its documentation."""

from django.urls import path
from knox.views import LoginView, LogoutView
from rest_framework.authentication import BasicAuthentication


class BasicLoginView(LoginView):
    authentication_classes = [BasicAuthentication]


urlpatterns = [path("login/", BasicLoginView.as_view()), path("logout/", LogoutView.as_view())]
