import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

__all__ = ["EmailUser"]


class _Manager(BaseUserManager["EmailUser"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "EmailUser":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user


class EmailUser(AbstractBaseUser, PermissionsMixin):
    """A user without a username, who logs in by email and has a UUID as primary key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    groups: None = None  # type: ignore[assignment]
    user_permissions: None = None  # type: ignore[assignment]

    objects = _Manager()

    USERNAME_FIELD = "email"
