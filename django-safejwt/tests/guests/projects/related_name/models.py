from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class Card(models.Model):
    code = models.CharField(max_length=32, unique=True)

    def __str__(self) -> str:
        return self.code


class Holder(AbstractBaseUser, PermissionsMixin):
    card = models.OneToOneField(Card, models.PROTECT)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "card"
    objects = BaseUserManager()

    def __str__(self) -> str:
        return str(self.card)
