"""Start, list and end sessions. Pure domain logic: no request or response objects."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..audit import events
from ..conf import conf
from ..db import compiled
from ..db.primary import primary_alias
from ..errors import DATABASE_OUTAGES
from ..models import RefreshToken, session_auth_hashes
from ..signals import all_sessions_ended, session_started
from ..tokens.jwt import RefreshClaims
from . import revocation
from .admission import admit
from .issuing import Tokens, idle_lifetime, issue, truncate_to_second
from .methods import joined
from .rotation import check, rotate

__all__ = [
    "Tokens",
    "active_sessions",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "has_just_joined",
    "is_first_login",
    "mark_reauthenticated",
    "rotate",
    "start",
]

_JUST: Final = timedelta(minutes=1)


def start(
    user: AbstractBaseUser,
    *,
    remember: bool = True,
    lifetimes: tuple[timedelta, timedelta] | None = None,
    user_agent: str = "",
    ip: str | None = None,
    replaces: Sequence[RefreshClaims] = (),
    amr: Iterable[str] = (),
    authenticated_at: datetime | None = None,
    admitted_by: str | None = None,
    now: datetime | None = None,
) -> Tokens:
    """Start a session for a user whom the caller has just authenticated.

    remember: whether the browser keeps the session after it is closed.
    lifetimes: how long the session lasts without use, and at most. By default, as the settings say.
    replaces: refresh tokens of sessions that end as soon as this one has started.
    amr: how the user authenticated, as RFC 8176 names it: `["pwd", "otp"]`. `mfa` is added for two different factors.
    authenticated_at: when the user authenticated, if that was not now.
    admitted_by: what `admit` returned, if the caller has asked already.

    If `SAFEJWT_MAX_SESSIONS_PER_USER` is set, the user's least recently used sessions beyond that number are ended.

    Raises:
        InvalidCredentials: the user may not be signed in.
        DatabaseError: a session to be replaced cannot be ended. It stays active, and the new one is removed again.
    """
    admitted_by = admit(user) if admitted_by is None else admitted_by
    created_at = now or timezone.now()
    now = truncate_to_second(created_at)
    idle, absolute = lifetimes or (idle_lifetime(remember), conf.absolute_lifetime)
    absolute_expires_at = now + absolute
    session = RefreshToken(
        user=user,  # type: ignore[misc]  # the stubs want the user model of their own settings
        rotated_at=now,
        created_at=created_at,
        last_used_at=now,
        authenticated_at=now if authenticated_at is None else truncate_to_second(authenticated_at),
        amr=joined(amr),
        expires_at=min(now + idle, absolute_expires_at),
        absolute_expires_at=absolute_expires_at,
        auth_hash=session_auth_hashes(user)[0],
        admitted_by=admitted_by,
        remember=remember,
        user_agent=events.printable(user_agent),
        ip=ip,
    )
    # First, because the project's claims may fail. Then no row is left behind.
    tokens = issue(session, now)
    compiled.insert(session)
    _end_replaced(session, replaces)
    device = user_agent or None
    facts: dict[str, Any] = {"ip": ip, "user_agent": device, "remember": remember, "amr": session.amr or None}
    events.record("session_created", sid=session.pk, user_id=user.pk, **facts)
    session_started.send_robust(RefreshToken, session=session, user=user)
    if conf.max_sessions_per_user is not None:
        # After the commit: the limit counts committed rows, see _evict.
        transaction.on_commit(partial(_evict, session, now), using=primary_alias())
    return tokens


def end(claims: RefreshClaims, *, reason: str = "logout") -> bool:
    """End the session of a refresh token, even if the token has expired or been rotated. Return whether it existed.

    One DELETE, idempotent.
    """
    return _end_recorded(claims.sid, reason)


def end_session(user: AbstractBaseUser, sid: UUID, *, reason: str = "revoked") -> bool:
    """End one session of a user. Return whether it existed."""
    return _end_recorded(sid, reason, user=user.pk)


def end_others(user: AbstractBaseUser, keep: UUID) -> int:
    """End all sessions of a user except one. Return how many were ended."""
    return _end_together(user, _sessions(user).exclude(pk=keep))


def end_all(user: AbstractBaseUser) -> int:
    """End all sessions of a user. Return how many were ended."""
    return _end_together(user, _sessions(user))


def active_sessions(user: AbstractBaseUser, *, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """The active sessions of a user, most recently used first."""
    return (
        _sessions(user)
        .using(primary_alias())
        .filter(expires_at__gt=truncate_to_second(now), auth_hash__in=session_auth_hashes(user))
    )


def is_first_login(user: AbstractBaseUser, *, is_registered: bool) -> bool:
    """Whether the user has never logged in before, and so has no known device.

    is_registered: whether the account existed before this login. Decides for a user model without `last_login`, where one
    notice too many is better than none.
    """
    if any(field.name == "last_login" for field in user._meta.concrete_fields):
        return user.last_login is None
    return not is_registered and not active_sessions(user).exists()


def has_just_joined(user: AbstractBaseUser, *, now: datetime | None = None) -> bool:
    """Whether the account is a minute old at most, so that a login which Django has recorded already is its first."""
    joined = getattr(user, "date_joined", None)
    return isinstance(joined, datetime) and abs((now or timezone.now()) - joined) <= _JUST


def mark_reauthenticated(
    sid: UUID, user: AbstractBaseUser, *, amr: Iterable[str] = (), now: datetime | None = None
) -> None:
    """Record that the user of this session has just re-authenticated. The next access token carries time and methods.

    amr: the methods to add to those of the session, as RFC 8176 names them.
    """
    rows = _sessions(user).filter(pk=sid).order_by()
    changes: dict[str, Any] = {"authenticated_at": truncate_to_second(now)}
    if not (added := joined(amr)):
        rows.update(**changes)
        return
    with transaction.atomic(using=primary_alias()):
        # Locked, because another step-up may add a method at the same time.
        for session in rows.using(primary_alias()).select_for_update():
            rows.update(**changes, amr=joined([*session.methods, *added.split()]))


def _end_replaced(session: RefreshToken, replaces: Sequence[RefreshClaims]) -> None:
    """End the sessions that a new one replaces, or remove the new one if that fails."""
    try:
        for claims in replaces:
            end(claims, reason="replaced")
    except DATABASE_OUTAGES:
        with suppress(*DATABASE_OUTAGES):
            RefreshToken.objects.filter(pk=session.pk).delete()
        raise


def _end_together(user: AbstractBaseUser, rows: QuerySet[RefreshToken]) -> int:
    ended = revocation.revoke_each(rows, "revoked", user_id=user.pk)
    all_sessions_ended.send_robust(RefreshToken, user=user)
    return ended


def _end_recorded(sid: UUID, reason: str, **conditions: Any) -> bool:
    """End one session. Only the event history needs to know its user, whom no token names, and its browser."""
    rows = RefreshToken.objects.using(primary_alias()).filter(pk=sid, **conditions)
    known = rows.values_list("user_id", "user_agent") if conf.event_history is not None else ()
    owner, browser = next(iter(known), (conditions.get("user"), None))
    return revocation.end(sid, reason, user_id=owner, user_agent=browser, **conditions)


def _sessions(user: AbstractBaseUser) -> QuerySet[RefreshToken]:
    return RefreshToken.objects.filter(user_id=user.pk)


def _evict(session: RefreshToken, now: datetime) -> None:
    """End the sessions of the user of a new session beyond the newest `SAFEJWT_MAX_SESSIONS_PER_USER`.

    No locks are needed. Of concurrent logins, the one that commits last reads the rows of all of them and keeps no more
    than allowed. The order is the same for all, so none of them ends one of the newest sessions.
    """
    newest_first = ("-last_used_at", "-created_at", "-pk")
    user = session.user
    if any(user.get_session_auth_fallback_hash()):  # while SECRET_KEY is rotated, the statement depends on their number
        rows = active_sessions(user, now=now).order_by(*newest_first)
        revocation.revoke_each(rows[conf.max_sessions_per_user :], "evicted", user_id=user.pk)
        return
    where = {"user": user.pk, "expires_at__gt": now, "auth_hash": session.auth_hash}
    oldest = compiled.select(where, ("pk", "user_agent"), order=newest_first, beyond=conf.max_sessions_per_user or 0)
    revocation.end_each(oldest, "evicted", user_id=user.pk)
