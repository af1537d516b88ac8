from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel


class Manager(PolymorphicManager, UserManager):
    use_in_migrations = False


class User(PolymorphicModel, AbstractUser):
    objects = Manager()


class Teacher(User):
    subject = models.CharField(max_length=32)
