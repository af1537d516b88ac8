"""System checks of the user model: how users are shown, and where they are stored."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import router
from django.utils.module_loading import import_string

from ..conf import conf

__all__ = ["check_user_database", "check_user_serializer"]


def check_user_serializer() -> Iterator[CheckMessage]:
    try:
        fields = getattr(import_string(conf.user_serializer)(), "fields", None)
    except ImproperlyConfigured as error:
        yield Error(
            f"SAFEJWT_USER_SERIALIZER cannot be used, so each login fails: {error}",
            hint="Name only fields of the user model in the fields of its Meta.",
            id="safejwt.E042",
        )
    except Exception:
        # A serializer may need its context, which there is in a request only.
        return
    else:
        if fields is not None and "id" not in fields:
            yield Error(
                "SAFEJWT_USER_SERIALIZER has no field id, by which clients tell users apart.",
                hint='Add "id" to its fields; for a primary key of another name, id = ReadOnlyField(source="pk").',
                id="safejwt.E041",
            )


def check_user_database() -> Iterator[CheckMessage]:
    sessions = apps.get_model("safejwt", "RefreshToken")
    if router.db_for_write(get_user_model()) != router.db_for_write(sessions):
        yield Error(
            "Users and their sessions are in different databases, which no foreign key can connect.",
            hint='Route the app "safejwt" to the database of the user model.',
            id="safejwt.E043",
        )
