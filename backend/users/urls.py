"""URLs of the API."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.RegisterView.as_view(), name="register"),
    path("<int:pk>/", views.UserView.as_view(), name="user"),
    path("confirmed/", views.ConfirmedView.as_view(), name="confirmed"),
    path("", include("safejwt.urls")),
    path("", include("safejwt.accounts.urls")),
]
