"""Registers the system checks, and tells the cache when a user's row changes."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model
from django.core.checks import Tags, register
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import class_prepared, post_delete, post_save, pre_delete, pre_save

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
        for model in apps.get_models():
            _watch(model)
        class_prepared.connect(_watch, dispatch_uid="safejwt")


def _watch(sender: type[Model], **kwargs: Any) -> None:
    """Listens for changes of users who are saved or deleted as this model: the user's own, a proxy or a child of it.

    To no other model, because Django reads what it is to delete where anybody listens.
    """
    if issubclass(sender, get_user_model()):
        for before in (pre_save, pre_delete):
            before.connect(_before_user_change, sender=sender, dispatch_uid="safejwt")
        for after in (post_save, post_delete):
            after.connect(_after_user_change, sender=sender, dispatch_uid="safejwt")


# Before: if the cache cannot be told, the change is refused, so that no server goes on with what was. After the commit:
# what others stored in between goes too.
def _before_user_change(instance: Model, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    user_id = _user_id(instance)
    # No decision rests on last_login, and nobody has cached a new person: login and registration need no cache.
    if update_fields != frozenset({"last_login"}) and user_id is not None:
        renew_user_version(user_id)


def _after_user_change(instance: Model, using: str, **kwargs: Any) -> None:
    user_id = _user_id(instance)
    transaction.on_commit(lambda: renew_user_version(user_id), using=using, robust=True)


def _user_id(instance: Model) -> object:
    # A child's own key may be another one.
    return getattr(instance, get_user_model()._meta.pk.attname)
