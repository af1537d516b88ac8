"""The other hosts have nothing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
