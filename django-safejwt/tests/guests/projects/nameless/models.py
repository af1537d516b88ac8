from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    username = models.CharField(max_length=150, unique=True, null=True)  # noqa: DJ001 - NULL is unique to nobody
    subject = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.username or self.subject
