"""The people of this project."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "users"
