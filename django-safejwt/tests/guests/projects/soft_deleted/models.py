from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models


class Undeleted(UserManager["User"]):
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(deleted_at=None)


class User(AbstractUser):
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = Undeleted()
    with_deleted = models.Manager()

    class Meta:
        base_manager_name = "objects"
