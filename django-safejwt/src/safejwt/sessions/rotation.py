"""Refresh-token rotation. Pure domain logic: no request or response objects.

Every decision (`sessions/decision.py`) rests on one read of the row, and is carried out by one UPDATE that is conditional
on that read. So of any number of concurrent callers exactly one rotates, on every database and without locks.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ..audit import events
from ..conf import conf
from ..db import compiled
from ..db.primary import in_transaction, primary_alias
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
from ..tokens.jwt import AccessClaims, RefreshClaims
from . import admission, deactivation, elsewhere, revocation
from .decision import Decision, decide, is_after_failover, is_late
from .elsewhere import Client
from .issuing import Tokens, idle_lifetime, issue, truncate_to_second
from .query import CheckedSession, find_checked_session, find_session

__all__ = ["check", "rotate", "trusted_user"]

# Reads of a row that other requests change. A second read is rare; after a third something is wrong.
_READS: Final = 3


def rotate(
    claims: RefreshClaims, *, user_agent: str = "", ip: str | None = None, now: datetime | None = None
) -> Tokens:
    """Exchange a refresh token, verified by `tokens.read_refresh_token`, for the current one and an access token.

    `sessions/decision.py` says what the token means. A young token is returned again. The predecessor may be presented
    again while its successor has not been seen, or within `SAFEJWT_ROTATION_GRACE`. It returns the same current token, so
    a lost response does not end the session.

    user_agent, ip: of the client. A rotation stores them. A retry that differs from them is recorded as an event.

    Raises:
        RefreshTokenExpired: the idle or absolute lifetime has passed.
        RefreshTokenRevoked: the session has ended, its user is inactive or the password has changed.
        RefreshTokenReused: the token was used before (RFC 9700 section 4.14.2), or more often from elsewhere than
            `SAFEJWT_MAX_RETRIES_ELSEWHERE` allows. The session has been ended.
        ServiceUnavailable: the row changed each time between read and write.
    """
    now, client = truncate_to_second(now), Client(user_agent, ip)
    if claims.expires_at <= now.timestamp():
        raise RefreshTokenExpired
    for _ in range(_READS):
        session = _active_session(claims.sid, now)
        decision = decide(session, claims, now)
        difference = client.difference(session) if decision in {Decision.RESEND, Decision.RETRY} else None
        if difference and elsewhere.is_excessive(session):
            decision = Decision.REUSED
        if decision in {Decision.RESTORED, Decision.REUSED}:
            _end_misused(session, claims)
            raise RefreshTokenRevoked if decision is Decision.RESTORED else RefreshTokenReused
        if _carry_out(decision, session, claims, client, now):
            if difference:
                _after_commit(elsewhere.record, session, claims.generation, difference, client)
            return _renewed(session, claims, now)
        # Another request rotated, used or ended the session, or kept it over a password change, since it was read.
    raise ServiceUnavailable


def check(claims: AccessClaims, *, now: datetime | None = None) -> AbstractBaseUser:
    """Return the user of an access token whose session is active. One query, unless the project chooses how users are found.

    The first access token of a generation marks that generation as seen. Its predecessor is then no longer a retry. After a
    change of `SECRET_KEY` the first one also renews `auth_hash`.

    Raises:
        SessionEnded: logged out, revoked, expired, user deactivated or deleted, or password changed.
    """
    now = now or timezone.now()
    session = find_checked_session(claims.sid)
    if session is None or not session.is_valid(now) or not _may_have_issued(session, claims, now):
        raise SessionEnded
    user = admission.admitted_user(session)
    if user is None:
        deactivation.end_sessions_of_refused(session)
        raise SessionEnded
    if claims.generation > session.generation:
        _after_commit(_catch_up_checked, session, claims, truncate_to_second(now))
    else:
        _mark_seen(session, claims.generation, now)
    return user


def _may_have_issued(session: CheckedSession, claims: AccessClaims, now: datetime) -> bool:
    """Whether an access token is one of this session and this user. After a failover it may be one generation ahead."""
    ahead = claims.generation - session.generation
    is_known = ahead <= 0 or (ahead == 1 and is_after_failover(claims.issued_at, now))
    return is_known and str(session.user.pk) == claims.user_id


def trusted_user(claims: AccessClaims) -> AbstractBaseUser:
    """Return the user of an access token, for `SAFEJWT_SESSION_CHECK = "none"`. One query, which does not read the session.

    Raises:
        SessionEnded: the user may no longer be signed in.
    """
    user = admission.find_admitted_user(claims.user_id)
    if user is None:
        session = find_session(claims.sid)
        if session is not None and str(session.user.pk) == claims.user_id:
            deactivation.end_sessions_of_refused(session)
        raise SessionEnded
    return user


def _renewed(session: RefreshToken, claims: RefreshClaims, now: datetime) -> Tokens:
    user_id, generation, is_retry = session.user.pk, session.generation, claims.generation < session.generation
    events.record("session_renewed", sid=session.pk, user_id=user_id, generation=generation, retry=is_retry)
    return issue(session, now, is_presented=claims.generation == generation)


def _active_session(sid: UUID, now: datetime) -> RefreshToken:
    session = find_session(sid)
    if session is None:
        raise RefreshTokenRevoked
    if _end_of(session) <= now:
        revocation.end(sid, "expired", user_id=session.user.pk, expires_at=session.expires_at)
        raise RefreshTokenExpired
    if not session.is_valid(now):
        raise RefreshTokenRevoked
    user = admission.admitted_user(session)
    if user is None:
        deactivation.end_sessions_of_refused(session)
        raise RefreshTokenRevoked
    session.set_loaded_user(user)
    return session


def _end_of(session: RefreshToken) -> datetime:
    """When the session expires: as its row says, or earlier if a lifetime has been lowered since."""
    return min(session.expires_at, session.rotated_at + idle_lifetime(session.remember), _absolute_end_of(session))


def _absolute_end_of(session: RefreshToken) -> datetime:
    return min(session.absolute_expires_at, truncate_to_second(session.created_at) + conf.absolute_lifetime)


def _carry_out(decision: Decision, session: RefreshToken, claims: RefreshClaims, client: Client, now: datetime) -> bool:
    """Write what a decision demands. False if the row has changed since it was read; then nothing is written."""
    match decision:
        case Decision.REPEAT:
            _mark_seen(session, session.generation, now)
        case Decision.ROTATE:
            return _advance(session, client, now)
        case Decision.RESEND:
            return _resend(session, now)
        case Decision.CATCH_UP:
            return _catch_up(session, claims, now)
    return True


def _advance(session: RefreshToken, client: Client, now: datetime) -> bool:
    """Move the session one generation ahead."""
    # Of what is usually as it was, only what has changed.
    others = {"auth_hash": session.renewed_auth_hash or session.auth_hash, **client.columns}
    rotated = _write(
        session,
        generation=session.generation + 1,
        seen_generation=session.generation,
        rotated_at=now,
        last_used_at=now,
        expires_at=min(now + idle_lifetime(session.remember), _absolute_end_of(session)),
        **{name: value for name, value in others.items() if value != getattr(session, name)},
    )
    if rotated:
        session_rotated.send_robust(RefreshToken, session=session, user=session.user)
    return rotated


def _resend(session: RefreshToken, now: datetime) -> bool:
    """Start grace period and interval again."""
    used = _latest_use(session, now)
    late = session.generation if is_late(session, now) else session.late_retry_generation
    if (used, late) == (session.last_used_at, session.late_retry_generation):
        return True
    # Retries that overlap do not refuse each other's writes: the latest one counts.
    return _write(session, {"last_used_at__lte": used}, last_used_at=used, late_retry_generation=late)


def _catch_up(session: RefreshToken, claims: AccessClaims | RefreshClaims, now: datetime) -> bool:
    """Repeat the rotation that a failover of the database has lost, from the token it issued."""
    issued_at = datetime.fromtimestamp(claims.issued_at, tz=now.tzinfo)
    return _write(
        session,
        generation=claims.generation,
        seen_generation=claims.generation,
        rotated_at=issued_at,
        last_used_at=now,
        expires_at=min(issued_at + idle_lifetime(session.remember), _absolute_end_of(session)),
    )


def _catch_up_checked(session: CheckedSession, claims: AccessClaims, now: datetime) -> None:
    """The same for a session that was read in part, unless its generation has changed since."""
    row = find_session(session.pk)
    if row is not None and row.generation == session.generation:
        _catch_up(row, claims, now)


def _write(session: RefreshToken, use: Mapping[str, Any] | None = None, **changes: Any) -> bool:
    """Change the row, if what the decision rests on is as it was read. `use` is the condition on `last_used_at`."""
    read = {name: getattr(session, name) for name in ("pk", "generation", "auth_hash")}
    use = use or {"last_used_at": session.last_used_at}
    written = compiled.update({**read, **use}, changes)
    if written:
        for name, value in changes.items():
            setattr(session, name, value)
    return bool(written)


def _mark_seen(session: RefreshToken | CheckedSession, generation: int, now: datetime) -> None:
    if generation > session.seen_generation or session.renewed_auth_hash is not None:
        _after_commit(_write_seen, session, generation, truncate_to_second(now))


def _after_commit(write: Callable[..., object], session: RefreshToken | CheckedSession, *arguments: object) -> None:
    """Write after the project's transaction, or now if there is none, and continue without it in an outage."""

    def attempt() -> None:
        try:
            write(session, *arguments)
        except DATABASE_OUTAGES as error:
            # A read-only database still serves requests. The next request of this generation tries again.
            events.record("database_unavailable", sid=session.pk, exc_info=error)

    if in_transaction():
        # Otherwise the row stays locked until the project's transaction ends, and its other requests wait.
        transaction.on_commit(attempt, using=primary_alias(), robust=True)
    else:
        attempt()


def _write_seen(session: RefreshToken | CheckedSession, generation: int, now: datetime) -> None:
    where, changes, latest = dict[str, Any](pk=session.pk), dict[str, Any](), tuple[str, ...]()
    if generation > session.seen_generation:
        where["seen_generation__lt"] = generation
        # As `_latest_use`, of the row.
        changes, latest = {"seen_generation": generation, "last_used_at": now}, ("last_used_at",)
    if session.renewed_auth_hash is not None:
        where["auth_hash"], changes["auth_hash"] = session.auth_hash, session.renewed_auth_hash
    compiled.update(where, changes, latest=latest)
    session.seen_generation = max(generation, session.seen_generation)


def _latest_use(session: RefreshToken, now: datetime) -> datetime:
    # The clock of the server that wrote the row may be ahead of this one. Grace and interval must not become shorter.
    return max(now, session.last_used_at)


def _end_misused(session: RefreshToken, claims: RefreshClaims) -> None:
    # A device can be ahead of its row only after a backup was restored, which is no attack.
    reason = "restored_backup" if claims.generation > session.generation else "reused"
    user = session.user
    try:
        ended = revocation.end(session.pk, reason, user_id=user.pk, user_agent=session.user_agent)
    except DATABASE_OUTAGES:
        # The session cannot be ended now, but the token was stolen all the same. The next use tries again.
        if reason == "reused":
            _raise_alarm(session, claims)
        raise
    if ended and reason == "reused":
        _raise_alarm(session, claims)
        refresh_token_reused.send_robust(RefreshToken, session=session, user=user, generation=claims.generation)


def _raise_alarm(session: RefreshToken, claims: RefreshClaims) -> None:
    events.record("authn_token_reuse", sid=session.pk, user_id=session.user.pk, generation=claims.generation)
