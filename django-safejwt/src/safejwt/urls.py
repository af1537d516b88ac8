"""The endpoints. Include them in the project's URLconf, for example below `users/`.

`include(safejwt.urls.without_login)` leaves out the login by password, for a project that logs users in by other means.
"""

from django.urls import path

from . import views

without_login = [
    path("csrf/", views.CSRFView.as_view(), name="safejwt-csrf"),
    path("adopt/", views.AdoptView.as_view(), name="safejwt-adopt"),
    path("token/", views.TokenView.as_view(), name="safejwt-token"),
    path("logout/", views.LogoutView.as_view(), name="safejwt-logout"),
    path("logout/everywhere/", views.LogoutEverywhereView.as_view(), name="safejwt-logout-everywhere"),
    path("auth/", views.CurrentUserView.as_view(), name="safejwt-auth"),
    path("sessions/", views.SessionListView.as_view(), name="safejwt-sessions"),
    path("events/", views.EventListView.as_view(), name="safejwt-events"),
    path("sessions/<uuid:sid>/", views.SessionView.as_view(), name="safejwt-session"),
]
urlpatterns = [path("login/", views.LoginView.as_view(), name="safejwt-login"), *without_login]
