"""What a presented token means: its table is in design, section 4. Knows neither requests nor responses.

What a presented refresh token means is decided from one reading of its row; a rotation is one conditional UPDATE, so of
any number of concurrent callers exactly one rotates, on every database and without locks.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from ..audit import events
from ..conf import conf
from ..db.primary import primary_alias
from ..errors import (
    DATABASE_OUTAGES,
    RefreshTokenExpired,
    RefreshTokenReused,
    RefreshTokenRevoked,
    ServiceUnavailable,
    SessionEnded,
)
from ..models import RefreshToken
from ..signals import refresh_token_reused, session_rotated
from ..tokens.jwt import CLOCK_SKEW, AccessClaims, RefreshClaims, issue_access_token, issue_refresh_token
from . import revocation
from .query import find_session

__all__ = ["Tokens", "check", "idle_lifetime", "issue", "rotate", "truncate_to_second"]

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
    now = truncate_to_second(now)
    if claims.expires_at <= now.timestamp():
        raise RefreshTokenExpired
    for _ in range(_READINGS):
        session = _active_session(claims.sid, now)
        if claims.generation != session.generation:
            return _rotated_before(session, claims, now)
        if _was_just_rotated(session, now):
            _mark_seen(session, session.generation, now)
            return _renewed(session, now, retry=False)
        if _advance(session, now):
            session_rotated.send_robust(RefreshToken, session=session, user=session.user)
            return _renewed(session, now, retry=False)
        # Another request rotated or ended the session, or kept it over a password change, since we read it: read it again.
    raise ServiceUnavailable


def check(claims: AccessClaims, *, now: datetime | None = None) -> AbstractBaseUser:
    """The user of an access token whose session lives: one query.

    The first access token of each generation marks it as seen, which closes the way back to its predecessor.

    Raises:
        SessionEnded: logged out, revoked, expired, user deactivated or gone, password changed.
    """
    now = truncate_to_second(now)
    session = find_session(claims.sid)
    if (
        session is None
        or not session.is_active(now)
        or str(session.user.pk) != claims.user_id
        or claims.generation > session.generation
    ):
        raise SessionEnded
    _mark_seen(session, claims.generation, now)
    return session.user


def issue(session: RefreshToken, now: datetime) -> Tokens:
    """The tokens of a session as it is; the refresh token is the same, byte for byte, each time."""
    return Tokens(
        user=session.user,
        sid=session.pk,
        access_token=issue_access_token(
            user_id=session.user.pk,
            sid=session.pk,
            generation=session.generation,
            now=now,
            authenticated_at=session.last_authenticated_at,
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


def idle_lifetime(remember: bool) -> timedelta:
    """How long a session lives that nobody refreshes."""
    return conf.idle_lifetime if remember else conf.unremembered_idle_lifetime


def truncate_to_second(now: datetime | None) -> datetime:
    """The moment, or the present one, to the second, as JWT times are: so a row mints the same token on every database."""
    return (now or timezone.now()).replace(microsecond=0)


def _renewed(session: RefreshToken, now: datetime, *, retry: bool) -> Tokens:
    user_id, generation = session.user.pk, session.generation
    events.record("session_renewed", sid=session.pk, user_id=user_id, generation=generation, retry=retry)
    return issue(session, now)


def _active_session(sid: UUID, now: datetime) -> RefreshToken:
    session = find_session(sid)
    if session is None:
        raise RefreshTokenRevoked
    if session.expires_at <= now:
        revocation.end(
            RefreshToken.objects.filter(pk=sid, expires_at__lte=now), sid, "expired", user_id=session.user.pk
        )
        raise RefreshTokenExpired
    if not session.is_active(now):
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
        "expires_at": min(now + idle_lifetime(session.remember), session.absolute_expires_at),
    }
    rotated = RefreshToken.objects.filter(pk=session.pk, generation=presented, auth_hash=session.auth_hash).update(
        **{**changes, "generation": F("generation") + 1}
    )
    if rotated:
        for name, value in changes.items():
            setattr(session, name, value)
    return bool(rotated)


def _was_just_rotated(session: RefreshToken, now: datetime) -> bool:
    # Another server's clock may be behind the one that rotated. Who has shown again who he is since then gets another
    # token all the same (OWASP ASVS 7.2.4).
    is_young = -CLOCK_SKEW <= now - session.rotated_at < conf.rotation_interval
    return (
        bool(conf.rotation_interval)
        and is_young
        and (session.authenticated_at is None or session.authenticated_at <= session.rotated_at)
    )


def _is_retry(session: RefreshToken, now: datetime) -> bool:
    # Where access tokens are not looked up they mark nothing as seen, so that says nothing about the successor: a thief
    # and the owner could answer each other's predecessors for ever.
    is_unseen = conf.session_check != "none" and session.seen_generation < session.generation
    return is_unseen or now <= session.rotated_at + conf.rotation_grace


def _mark_seen(session: RefreshToken, generation: int, now: datetime) -> None:
    if generation <= session.seen_generation:
        return
    if _in_transaction():
        # The row would stay locked until the project's view is through, and its other requests would wait for that.
        write = partial(_write_seen, session, generation, now)
        transaction.on_commit(write, using=primary_alias(), robust=True)
    else:
        _write_seen(session, generation, now)


def _in_transaction() -> bool:
    # As Django asks for atomic(durable=True): the transaction around a TestCase is none, it is never committed.
    blocks: list[Any] = connections[primary_alias()].atomic_blocks
    return any(not block._from_testcase for block in blocks)


def _write_seen(session: RefreshToken, generation: int, now: datetime) -> None:
    unseen = RefreshToken.objects.filter(pk=session.pk, seen_generation__lt=generation)
    try:
        unseen.update(seen_generation=generation, last_used_at=now)
    except DATABASE_OUTAGES as error:
        # A database that can only read still answers requests. The generation's next one tries again.
        events.record("database_unavailable", sid=session.pk, exc_info=error)
        return
    session.seen_generation = generation


def _end_misused(session: RefreshToken, claims: RefreshClaims) -> None:
    # Only a restored backup lets a device be ahead of its row; then nobody did anything wrong.
    reason = "restored_backup" if claims.generation > session.generation else "reused"
    user, rows = session.user, RefreshToken.objects.filter(pk=session.pk)
    try:
        ended = revocation.end(rows, session.pk, reason, user_id=user.pk)
    except DATABASE_OUTAGES:
        # It cannot be ended at this moment, and still it was stolen. When the token comes back it is tried again.
        if reason == "reused":
            _raise_alarm(session, claims)
        raise
    if ended and reason == "reused":
        _raise_alarm(session, claims)
        refresh_token_reused.send_robust(RefreshToken, session=session, user=user, generation=claims.generation)


def _raise_alarm(session: RefreshToken, claims: RefreshClaims) -> None:
    events.record("authn_token_reuse", sid=session.pk, user_id=session.user.pk, generation=claims.generation)
