from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models


class Counting(UserManager["User"]):
    def get_queryset(self) -> Any:
        found = super().get_queryset().select_related("team").prefetch_related("groups")
        return found.annotate(orders=models.Count("groups", distinct=True)).order_by("-date_joined")


class Team(models.Model):
    title = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.title


class User(AbstractUser):
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True)

    objects = None
    users = Counting()

    class Meta:
        default_manager_name = "users"
        constraints = [models.UniqueConstraint(fields=["username", "email"], name="one_name_per_address")]
