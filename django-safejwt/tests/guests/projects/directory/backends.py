from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend, ModelBackend

from ...guest import PASSWORD

# The directory: names and passwords.
ENTRIES = {"ada": PASSWORD}


class DirectoryBackend(BaseBackend):
    def authenticate(self, request: Any, username: str | None = None, password: str | None = None) -> Any:
        if username not in ENTRIES or ENTRIES[username] != password:
            return None
        user, created = get_user_model().objects.get_or_create(username=username)
        if created:
            user.set_unusable_password()
            user.save()
        return user if user.is_active else None

    def get_user(self, user_id: Any) -> Any:
        return get_user_model().objects.filter(pk=user_id).first()


class LocalBackend(ModelBackend):
    """For the administrators that the directory does not know."""
