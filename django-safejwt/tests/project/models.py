"""User models unlike Django's own: the suite runs once with each (TEST_USER_MODEL)."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class UUIDUser(AbstractUser):
    """A user with a UUID for a primary key, who logs in with his e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["username"]
    groups = None
    user_permissions = None
