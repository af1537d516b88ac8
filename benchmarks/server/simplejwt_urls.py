"""simplejwt's two views, as in its documentation."""

from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

urlpatterns = [path("token/", TokenObtainPairView.as_view()), path("refresh/", TokenRefreshView.as_view())]
