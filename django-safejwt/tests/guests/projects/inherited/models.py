from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    """Has the columns of a user."""


class Customer(Person):
    discount = models.PositiveSmallIntegerField(default=0)
