"""The verbs: start, rotate, check and end sessions. Knows neither requests nor responses.

What a presented refresh token means is decided from one reading of its row; a rotation is one conditional UPDATE, so of
any number of concurrent callers exactly one rotates, on every database and without locks.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from . import session_cache
from .conf import conf
from .errors import RefreshTokenExpired, RefreshTokenReused, RefreshTokenRevoked, SessionEnded
from .lookup import find_session
from .models import RefreshToken
from .signals import refresh_token_reused, session_ended, session_started
from .tokens import (
    AccessClaims,
    RefreshClaims,
    issue_access_token,
    issue_refresh_token,
    read_refresh_token,
)

__all__ = [
    "Tokens",
    "active_sessions",
    "check",
    "end",
    "end_all",
    "end_others",
    "end_session",
    "keep_after_password_change",
    "rotate",
    "start",
]

logger = logging.getLogger("safejwt")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a device gets when its session starts or is refreshed."""

    user: AbstractBaseUser
    sid: UUID
    access_token: str
    refresh_token: str
    refresh_expires_at: datetime


def start(
    user: AbstractBaseUser, *, user_agent: str = "", ip: str | None = None, now: datetime | None = None
) -> Tokens:
    """Starts a session for a person whose identity the caller has just established."""
    now = _whole_second(now)
    absolute_expires_at = now + conf.absolute_lifetime
    session = RefreshToken.objects.create(
        user=user,  # type: ignore[misc]  # the stubs want the user model of their own settings
        rotated_at=now,
        created_at=now,
        last_used_at=now,
        expires_at=min(now + conf.idle_lifetime, absolute_expires_at),
        absolute_expires_at=absolute_expires_at,
        auth_hash=_auth_hash(user),
        user_agent=_printable(user_agent)[:256],
        ip=ip,
    )
    logger.info("session_started", extra={"sid": str(session.pk), "user_id": str(user.pk)})
    session_started.send(RefreshToken, session=session, user=user)
    return _tokens(session, now)


def rotate(refresh_token: str, *, now: datetime | None = None) -> Tokens:
    """Exchanges a refresh token for the next one; design, section 4 has the table this follows.

    Presenting the predecessor again, while its successor has not been seen or within `SAFEJWT_ROTATION_GRACE`, answers
    with the same current token: an answer that was lost on the way costs nobody the session.

    Raises:
        RefreshTokenInvalid: not a token of ours.
        RefreshTokenExpired: idle or absolute lifetime is over.
        RefreshTokenRevoked: the session, its user or its user's password is no longer what it was.
        RefreshTokenReused: the token was used up before (RFC 9700 section 4.14.2); the session has been ended.
    """
    now = _whole_second(now)
    claims = read_refresh_token(refresh_token, now=now)
    session = _living_session(claims.sid, now)
    if claims.generation == session.generation and _advance(session, now):
        return _tokens(session, now)
    if claims.generation == session.generation:
        # Another request rotated, or ended, the session between our reading and our writing.
        session = _living_session(claims.sid, now)
    if claims.generation == session.generation - 1 and _is_retry(session, now):
        return _tokens(session, now)
    _end_misused(session, claims)
    raise RefreshTokenRevoked if claims.generation > session.generation else RefreshTokenReused


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
        or not _is_living(session, now)
        or str(session.user.pk) != claims.user_id
        or claims.generation > session.generation
    ):
        raise SessionEnded
    if claims.generation > session.seen_generation:
        _mark_seen(session, claims.generation, now)
    if cached:
        cached.keep(session)
    return session.user


def end(refresh_token: str, *, reason: str = "logout", now: datetime | None = None) -> None:
    """Ends the session of a refresh token, also of one that has expired or been rotated; one DELETE, idempotent.

    Raises:
        RefreshTokenInvalid: not a token of ours; nothing was ended.
    """
    claims = read_refresh_token(refresh_token, now=_whole_second(now), allow_expired=True)
    _end(RefreshToken.objects.filter(pk=claims.sid), claims.sid, reason)


def end_session(user: AbstractBaseUser, sid: UUID) -> bool:
    """Ends one session of a person; whether there was one."""
    return _end(RefreshToken.objects.filter(user_id=user.pk, pk=sid), sid, "revoked")


def end_others(user: AbstractBaseUser, keep: UUID) -> int:
    """Ends all sessions of a person but one; returns how many."""
    return _end_each(RefreshToken.objects.filter(user_id=user.pk).exclude(pk=keep))


def end_all(user: AbstractBaseUser) -> int:
    """Ends all sessions of a person; returns how many."""
    return _end_each(RefreshToken.objects.filter(user_id=user.pk))


def active_sessions(user: AbstractBaseUser, *, now: datetime | None = None) -> QuerySet[RefreshToken]:
    """The signed-in devices of a person, the last used first."""
    return RefreshToken.objects.filter(user_id=user.pk, expires_at__gt=_whole_second(now), auth_hash=_auth_hash(user))


def keep_after_password_change(sid: UUID, user: AbstractBaseUser) -> None:
    """Keeps one session alive over its user's password change, which ends all his others."""
    RefreshToken.objects.filter(pk=sid, user_id=user.pk).update(auth_hash=_auth_hash(user))


def _whole_second(now: datetime | None) -> datetime:
    # JWT times are whole seconds here; a row with the same precision mints the same token on every database.
    return (now or timezone.now()).replace(microsecond=0)


def _tokens(session: RefreshToken, now: datetime) -> Tokens:
    return Tokens(
        user=session.user,
        sid=session.pk,
        access_token=issue_access_token(
            user_id=session.user.pk, sid=session.pk, generation=session.generation, now=now
        ),
        refresh_token=issue_refresh_token(
            sid=session.pk,
            generation=session.generation,
            issued_at=session.rotated_at,
            expires_at=session.expires_at,
        ),
        refresh_expires_at=session.expires_at,
    )


def _living_session(sid: UUID, now: datetime) -> RefreshToken:
    session = find_session(sid)
    if session is None:
        raise RefreshTokenRevoked
    if session.expires_at <= now:
        _end(RefreshToken.objects.filter(pk=sid, expires_at__lte=now), sid, "expired")
        raise RefreshTokenExpired
    if not _is_living(session, now):
        raise RefreshTokenRevoked
    return session


def _is_living(session: RefreshToken, now: datetime) -> bool:
    return session.expires_at > now and session.user.is_active and _has_same_password(session)


def _has_same_password(session: RefreshToken) -> bool:
    hashes = [_auth_hash(session.user), *session.user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session.auth_hash, value) for value in hashes)


def _auth_hash(user: AbstractBaseUser) -> str:
    return str(user.get_session_auth_hash())


def _advance(session: RefreshToken, now: datetime) -> bool:
    """Moves the session one generation ahead; False where another request was first."""
    presented = session.generation
    changes = {
        "generation": presented + 1,
        "seen_generation": presented,
        "rotated_at": now,
        "last_used_at": now,
        "expires_at": min(now + conf.idle_lifetime, session.absolute_expires_at),
    }
    rotated = RefreshToken.objects.filter(pk=session.pk, generation=presented, auth_hash=session.auth_hash).update(
        **{**changes, "generation": F("generation") + 1}
    )
    for name, value in changes.items():
        setattr(session, name, value)
    return bool(rotated)


def _is_retry(session: RefreshToken, now: datetime) -> bool:
    return session.seen_generation < session.generation or now <= session.rotated_at + conf.rotation_grace


def _mark_seen(session: RefreshToken, generation: int, now: datetime) -> None:
    unseen = RefreshToken.objects.filter(pk=session.pk, seen_generation__lt=generation)
    unseen.update(seen_generation=generation, last_used_at=now)
    session.seen_generation = generation


def _end_misused(session: RefreshToken, claims: RefreshClaims) -> None:
    if claims.generation > session.generation:
        # Only a restored backup lets a device be ahead of its row; nobody did anything wrong.
        _end(RefreshToken.objects.filter(pk=session.pk), session.pk, "restored_backup")
        return
    session_cache.mark(session.pk)
    deleted, _ = RefreshToken.objects.filter(pk=session.pk).delete()
    if deleted:
        logger.critical(
            "refresh_token_reused",
            extra={"sid": str(session.pk), "user_id": str(session.user.pk), "generation": claims.generation},
        )
        refresh_token_reused.send(RefreshToken, session=session, user=session.user, generation=claims.generation)


def _end(sessions: QuerySet[RefreshToken], sid: UUID, reason: str) -> bool:
    session_cache.mark(sid)
    deleted, _ = sessions.delete()
    if deleted:
        logger.info("session_ended", extra={"sid": str(sid), "reason": reason})
        session_ended.send(RefreshToken, sid=sid, reason=reason)
    return bool(deleted)


def _end_each(sessions: QuerySet[RefreshToken]) -> int:
    sids = list(sessions.values_list("pk", flat=True))
    return sum(_end(RefreshToken.objects.filter(pk=sid), sid, "revoked") for sid in sids)


def _printable(text: str) -> str:
    # Control characters of a User-Agent must not reach a terminal or a log viewer (OWASP Logging cheat sheet).
    return "".join(character if character.isprintable() else "?" for character in text)
