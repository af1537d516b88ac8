import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Holder(AbstractBaseUser):
    card = models.UUIDField(unique=True, null=True, default=uuid.uuid4)

    USERNAME_FIELD = "card"
    objects = BaseUserManager()
