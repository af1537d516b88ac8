"""The data of an account, for its owner to download (GDPR articles 15 and 20). It holds no secret, and no hash of one."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from rest_framework.request import Request

from safejwt.audit import events, history
from safejwt.audit.usernames import username_of
from safejwt.db.primary import primary_alias
from safejwt.models import RefreshToken
from safejwt.serializers import DeviceSerializer, EventSerializer, user_data

from ..email_addresses import email_of
from ..mail.alerts import Alert
from ..mail.outbox import notify
from ..models import AccountEmail, ForgottenDevice, Mail
from ..signals import account_exporting

__all__ = ["DataExported", "announce", "collect"]

# Of each kind of row, the newest. No more events than that are kept.
_MOST: Final = 1000
# Django's own fields. Other fields of the project's user model may be secret: receivers of the signal add them.
_FIELDS: Final = (
    *("username", "first_name", "last_name"),
    *("date_joined", "last_login", "is_active", "is_staff", "is_superuser"),
)


class DataExported(Alert):
    kind = "data_exported"


def announce(user: AbstractBaseUser, sid: UUID, **client: Any) -> None:
    """Record the export, and notify the owner.

    Args:
        client: `client_details` of the request, for the email.
    """
    notify(DataExported.kind, user, **client)
    events.record("account_exported", user_id=user.pk, sid=sid)


def collect(request: Request, user: AbstractBaseUser, sid: UUID) -> dict[str, Any]:
    """Return what is kept about a user, as JSON values.

    Receivers of `account_exporting` add the project's own data.

    Args:
        sid: the session of the request, which is marked as the current one.
    """
    context = {"sid": sid}
    return {
        "exportedAt": timezone.now(),
        "user": _user(user, request),
        "email": _email(user),
        "sessions": DeviceSerializer(_sessions(user), many=True, context=context).data,
        "forgottenDevices": list(_forgotten(user)),
        "events": EventSerializer(history.events_of(user)[:_MOST], many=True, context=context).data,
        "queuedEmails": [{"kind": kind, "address": to, "createdAt": at} for kind, to, at in _emails(user)],
        "project": _of_project(user),
    }


def _user(user: AbstractBaseUser, request: Request) -> dict[str, Any]:
    names = {field.name for field in user._meta.concrete_fields}
    own: dict[str, Any] = {name: getattr(user, name) for name in _FIELDS if name in names}
    return {get_user_model().USERNAME_FIELD: username_of(user), **own, **user_data(user, request)}


def _email(user: AbstractBaseUser) -> dict[str, Any]:
    row = AccountEmail.objects.filter(user_id=user.pk).first() or AccountEmail()
    return {
        "address": email_of(user),
        "confirmedAddress": row.address,
        "confirmedAt": row.verified_at,
        "pendingAddress": row.pending_address,
        "pendingSince": row.pending_since,
        "language": row.language,
        "securedAt": row.secured_at,
    }


def _sessions(user: AbstractBaseUser) -> Any:
    """The rows of all sessions, also of those that have expired and are not deleted yet."""
    return RefreshToken.objects.using(primary_alias()).filter(user_id=user.pk)[:_MOST]


def _forgotten(user: AbstractBaseUser) -> Any:
    rows = ForgottenDevice.objects.filter(user_id=user.pk).order_by("-logged_in_at")
    return rows.values_list("logged_in_at", flat=True)[:_MOST]


def _emails(user: AbstractBaseUser) -> Any:
    return Mail.objects.filter(user_id=user.pk).order_by("-pk").values_list("kind", "address", "created_at")[:_MOST]


def _of_project(user: AbstractBaseUser) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for _receiver, added in account_exporting.send(type(user), user=user):
        data.update(added if isinstance(added, Mapping) else {})
    return data
