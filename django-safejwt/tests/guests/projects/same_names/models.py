from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    username = models.CharField(max_length=150)
    shop = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "username"], name="one_name_per_shop")]
