from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField


class Member(AbstractBaseUser, PermissionsMixin):
    phone = PhoneNumberField(unique=True, region="DE")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "phone"
    objects = BaseUserManager()

    def __str__(self) -> str:
        return str(self.phone)
