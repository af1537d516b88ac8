from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class Employee(AbstractBaseUser, PermissionsMixin):
    staff_number = models.PositiveIntegerField(unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "staff_number"
    objects = BaseUserManager()

    def __str__(self) -> str:
        return str(self.staff_number)
