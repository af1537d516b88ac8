"""Registers the system checks, and tells the cache when a user's row changes."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from . import events
from .checks import check_settings
from .session_cache import renew_user_version

__all__ = ["SafeJWTConfig"]


class SafeJWTConfig(AppConfig):
    name = "safejwt"
    verbose_name = "Safe JWT"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_settings, Tags.security)
        # There are models now, and this needs one.
        history = import_module("safejwt.history")
        if history.keep not in events.keepers:
            events.keepers.append(history.keep)
        user_model = settings.AUTH_USER_MODEL
        for signal in (pre_save, pre_delete):
            signal.connect(_before_user_change, sender=user_model, dispatch_uid="safejwt")
        for signal in (post_save, post_delete):
            signal.connect(_after_user_change, sender=user_model, dispatch_uid="safejwt")


# Before: if the cache cannot be told, the change is refused, so that no server goes on with what was. After the commit:
# what others stored in between goes too.
def _before_user_change(instance: Model, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    # No decision rests on last_login, and nobody has cached a new person: login and registration need no cache.
    if update_fields != frozenset({"last_login"}) and instance.pk is not None:
        renew_user_version(instance.pk)


def _after_user_change(instance: Model, using: str, **kwargs: Any) -> None:
    user_id = instance.pk
    transaction.on_commit(lambda: renew_user_version(user_id), using=using, robust=True)
