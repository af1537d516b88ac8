"""The verbs: start, rotate, check and end sessions. Knows neither requests nor responses.

What a presented refresh token means is decided from one reading of its row; a rotation is one conditional UPDATE, so of
any number of concurrent callers exactly one rotates, on every database and without locks.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from . import endings, events, session_cache
from .conf import conf
from .errors import (
    DATABASE_OUTAGES,
    RefreshTokenExpired,
    RefreshTokenReused,
    RefreshTokenRevoked,
    ServiceUnavailable,
    SessionEnded,
)
from .lookup import find_session, writable
from .models import RefreshToken, auth_hashes
from .signals import refresh_token_reused, session_rotated, session_started
from .tokens import AccessClaims, RefreshClaims, issue_access_token, issue_refresh_token

__all__ = [
    "Tokens",
    "active_sessions",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "keep_after_password_change",
    "prove",
    "rotate",
    "start",
]

# Of a row that others are changing: a second one is rare, and a third means that something is wrong.
_READINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a device gets when its session starts or is refreshed. Its `repr` shows no token."""

    user: AbstractBaseUser
    sid: UUID
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    remember: bool
    """Whether the browser may keep the refresh token when it is closed."""


def start(
    user: AbstractBaseUser,
    *,
    remember: bool = True,
    user_agent: str = "",
    ip: str | None = None,
    now: datetime | None = None,
) -> Tokens:
    """Starts a session for a person whose identity the caller has just established.

    Where `SAFEJWT_MAX_SESSIONS_PER_USER` is set, the person's least recently used sessions beyond that number are ended.
    """
    created_at = now or timezone.now()
    now = _whole_second(created_at)
    absolute_expires_at = now + conf.absolute_lifetime
    session = RefreshToken.objects.create(
        user=user,  # type: ignore[misc]  # the stubs want the user model of their own settings
        rotated_at=now,
        created_at=created_at,
        last_used_at=now,
        authenticated_at=now,
        expires_at=min(now + _idle_lifetime(remember), absolute_expires_at),
        absolute_expires_at=absolute_expires_at,
        auth_hash=auth_hashes(user)[0],
        remember=remember,
        user_agent=events.printable(user_agent),
        ip=ip,
    )
    device = user_agent or None
    events.record("session_created", sid=session.pk, user_id=user.pk, ip=ip, user_agent=device, remember=remember)
    session_started.send_robust(RefreshToken, session=session, user=user)
    if conf.max_sessions_per_user is not None:
        # After the commit, because that is what the limit rests on; see _evict.
        transaction.on_commit(partial(_evict, user, now), using=writable())
    return _tokens(session, now)


def rotate(claims: RefreshClaims, *, now: datetime | None = None) -> Tokens:
    """Exchanges a refresh token, verified by `tokens.read_refresh_token`, for the next one.

    Design, section 4 has the table this follows.

    Presenting the predecessor again, while its successor has not been seen or within `SAFEJWT_ROTATION_GRACE`, answers
    with the same current token: an answer that was lost on the way costs nobody the session.

    Raises:
        RefreshTokenExpired: idle or absolute lifetime is over.
        RefreshTokenRevoked: the session, its user or its user's password is no longer what it was.
        RefreshTokenReused: the token was used up before (RFC 9700 section 4.14.2); the session has been ended.
        ServiceUnavailable: the row changed each time between reading and writing.
    """
    now = _whole_second(now)
    if claims.expires_at <= now.timestamp():
        raise RefreshTokenExpired
    for _ in range(_READINGS):
        session = _living_session(claims.sid, now)
        if claims.generation != session.generation:
            return _rotated_before(session, claims, now)
        if timedelta(0) <= now - session.rotated_at < conf.rotation_interval:
            return _renewed(session, now, retry=True)
        if _advance(session, now):
            session_rotated.send_robust(RefreshToken, session=session, user=session.user)
            return _renewed(session, now, retry=False)
        # Another request rotated or ended the session, or kept it over a password change, since we read it: read it again.
    raise ServiceUnavailable


def check(claims: AccessClaims, *, now: datetime | None = None) -> AbstractBaseUser:
    """The user of an access token whose session lives: one query, or none where the cache answers.

    The first access token of each generation marks it as seen, which closes the way back to its predecessor.

    Raises:
        SessionEnded: logged out, revoked, expired, user deactivated or gone, password changed.
    """
    now = _whole_second(now)
    cached = session_cache.look_up(claims.sid, claims.user_id) if conf.session_check == "cache" else None
    # Snapshots are of living sessions only; of a generation they do not know, the database is asked.
    known = cached.session if cached else None
    if known and known.expires_at > now and claims.generation <= known.seen_generation:
        return known.user
    session = find_session(claims.sid)
    if (
        session is None
        or not session.is_living(now)
        or str(session.user.pk) != claims.user_id
        or claims.generation > session.generation
    ):
        raise SessionEnded
    if claims.generation > session.seen_generation:
        _mark_seen(session, claims.generation, now)
    if cached:
        cached.keep(session)
    return session.user


def end(claims: RefreshClaims, *, reason: str = "logout") -> None:
    """Ends the session of a refresh token, also of one that has expired or been rotated; one DELETE, idempotent."""
    rows = RefreshToken.objects.filter(pk=claims.sid)
    # The token does not say whose it is; it is asked for where it goes into that person's history.
    owners = rows.using(writable()).values_list("user_id", flat=True) if conf.event_history is not None else ()
    endings.end(rows, claims.sid, reason, user_id=next(iter(owners), None))


def end_session(user: AbstractBaseUser, sid: UUID) -> bool:
    """Ends one session of a person; whether there was one."""
    return endings.end(_sessions(user).filter(pk=sid), sid, "revoked", user_id=user.pk)


def end_others(user: AbstractBaseUser, keep: UUID) -> int:
    """Ends all sessions of a person but one; returns how many."""
    return endings.end_each(_sessions(user).exclude(pk=keep), "revoked", user_id=user.pk)


def end_all(user: AbstractBaseUser) -> int:
    """Ends all sessions of a person; returns how many."""
    return endings.end_each(_sessions(user), "revoked", user_id=user.pk)


def active_sessions(user: AbstractBaseUser, *, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """The signed-in devices of a person, the last used first."""
    return _sessions(user).using(writable()).filter(expires_at__gt=_whole_second(now), auth_hash__in=auth_hashes(user))


def keep_after_password_change(sid: UUID, user: AbstractBaseUser) -> None:
    """Keeps one session alive over its user's password change, which ends all his others."""
    RefreshToken.objects.filter(pk=sid, user_id=user.pk).update(auth_hash=auth_hashes(user)[0])


def prove(sid: UUID, user: AbstractBaseUser, *, now: datetime | None = None) -> None:
    """Notes that the person of this session has just shown again who he is; its next access token says so."""
    RefreshToken.objects.filter(pk=sid, user_id=user.pk).update(authenticated_at=_whole_second(now))


def _sessions(user: AbstractBaseUser) -> QuerySet[RefreshToken]:
    return RefreshToken.objects.filter(user_id=user.pk)


def _evict(user: AbstractBaseUser, now: datetime) -> None:
    """Ends a person's sessions beyond the newest `SAFEJWT_MAX_SESSIONS_PER_USER`.

    Without locks: of any number of concurrent logins, the one that commits its row last reads the rows of all of them
    afterwards, and keeps no more than allowed. The order is the same for all, so none of them ends a session that belongs
    to the newest, whichever rows it saw.
    """
    newest_first = active_sessions(user, now=now).order_by("-last_used_at", "-created_at", "-pk")
    endings.end_each(newest_first[conf.max_sessions_per_user :], "evicted", user_id=user.pk)


def _idle_lifetime(remember: bool) -> timedelta:
    return conf.idle_lifetime if remember else conf.unremembered_idle_lifetime


def _whole_second(now: datetime | None) -> datetime:
    # JWT times are whole seconds here; a row with the same precision mints the same token on every database.
    return (now or timezone.now()).replace(microsecond=0)


def _tokens(session: RefreshToken, now: datetime) -> Tokens:
    return Tokens(
        user=session.user,
        sid=session.pk,
        access_token=issue_access_token(
            user_id=session.user.pk,
            sid=session.pk,
            generation=session.generation,
            now=now,
            authenticated_at=session.proved_at,
        ),
        refresh_token=issue_refresh_token(
            sid=session.pk,
            generation=session.generation,
            issued_at=session.rotated_at,
            expires_at=session.expires_at,
        ),
        refresh_expires_at=session.expires_at,
        remember=session.remember,
    )


def _renewed(session: RefreshToken, now: datetime, *, retry: bool) -> Tokens:
    user_id, generation = session.user.pk, session.generation
    events.record("session_renewed", sid=session.pk, user_id=user_id, generation=generation, retry=retry)
    return _tokens(session, now)


def _living_session(sid: UUID, now: datetime) -> RefreshToken:
    session = find_session(sid)
    if session is None:
        raise RefreshTokenRevoked
    if session.expires_at <= now:
        endings.end(RefreshToken.objects.filter(pk=sid, expires_at__lte=now), sid, "expired", user_id=session.user.pk)
        raise RefreshTokenExpired
    if not session.is_living(now):
        raise RefreshTokenRevoked
    return session


def _rotated_before(session: RefreshToken, claims: RefreshClaims, now: datetime) -> Tokens:
    """The answer to a token that is not the current one."""
    if claims.generation == session.generation - 1 and _is_retry(session, now):
        return _renewed(session, now, retry=True)
    _end_misused(session, claims)
    raise RefreshTokenRevoked if claims.generation > session.generation else RefreshTokenReused


def _advance(session: RefreshToken, now: datetime) -> bool:
    """Moves the session one generation ahead; False, and nothing is changed, where the row is no longer what was read."""
    presented = session.generation
    changes = {
        "generation": presented + 1,
        "seen_generation": presented,
        "rotated_at": now,
        "last_used_at": now,
        "expires_at": min(now + _idle_lifetime(session.remember), session.absolute_expires_at),
    }
    rotated = RefreshToken.objects.filter(pk=session.pk, generation=presented, auth_hash=session.auth_hash).update(
        **{**changes, "generation": F("generation") + 1}
    )
    if rotated:
        for name, value in changes.items():
            setattr(session, name, value)
    return bool(rotated)


def _is_retry(session: RefreshToken, now: datetime) -> bool:
    return session.seen_generation < session.generation or now <= session.rotated_at + conf.rotation_grace


def _mark_seen(session: RefreshToken, generation: int, now: datetime) -> None:
    unseen = RefreshToken.objects.filter(pk=session.pk, seen_generation__lt=generation)
    try:
        unseen.update(seen_generation=generation, last_used_at=now)
    except DATABASE_OUTAGES as error:
        if connections[writable()].in_atomic_block:  # which is broken now; whoever opened it has to know
            raise
        # A database that can only read still answers requests. The generation's next one tries again.
        events.record("database_unavailable", sid=session.pk, exc_info=error)
        return
    session.seen_generation = generation


def _end_misused(session: RefreshToken, claims: RefreshClaims) -> None:
    # Only a restored backup lets a device be ahead of its row; then nobody did anything wrong.
    reason = "restored_backup" if claims.generation > session.generation else "reused"
    user, rows = session.user, RefreshToken.objects.filter(pk=session.pk)
    if endings.end(rows, session.pk, reason, user_id=user.pk) and reason == "reused":
        events.record("authn_token_reuse", sid=session.pk, user_id=user.pk, generation=claims.generation)
        refresh_token_reused.send_robust(RefreshToken, session=session, user=user, generation=claims.generation)
