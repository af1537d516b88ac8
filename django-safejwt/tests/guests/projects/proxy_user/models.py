from django.contrib.auth.models import AbstractUser


class Person(AbstractUser):
    """Has the table."""

    class Meta:
        app_label = "people"


class Member(Person):
    class Meta:
        proxy = True
        app_label = "people"
