"""The decision table, restated in whole seconds: what the row holds, and what each presented token does to it."""

from dataclasses import dataclass, replace

from .modes import Mode

__all__ = ["CLOCK_SKEW", "FAILOVER_MARGIN", "Presented", "Row", "catch_up", "mark_seen", "present", "use"]

FAILOVER_MARGIN, CLOCK_SKEW = 600, 60


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a session that rotation reads and writes. Times count from the login."""

    generation: int = 1
    seen: int = 0
    late: int = 0
    rotated_at: int = 0
    used_at: int = 0
    expires_at: int = 0


@dataclass(frozen=True, slots=True)
class Presented:
    """The claims of a token."""

    generation: int
    issued_at: int
    expires_at: int


def present(row: Row | None, token: Presented, now: int, mode: Mode) -> tuple[str, Row | None]:
    """What a refresh token means, and the row after it."""
    if now >= token.expires_at:
        return "expired token", row
    if row is None:
        return "ended", None
    if now >= row.expires_at:
        return "expired", None
    ahead = token.generation - row.generation
    if ahead == 1 and now - token.issued_at <= mode.access + FAILOVER_MARGIN:
        return "catch up", catch_up(row, token, now, mode)
    if ahead > 0:
        return "restored", None
    if ahead == 0:
        return _current(row, now, mode)
    if ahead == -1:
        return _predecessor(row, now, mode)
    return "reused", None


def use(row: Row | None, token: Presented, now: int, mode: Mode) -> tuple[str, Row | None]:
    """What an access token means that has not expired, where each one is checked."""
    if row is None or now >= row.expires_at:
        return "ended", row
    ahead = token.generation - row.generation
    if ahead > 1 or (ahead == 1 and now - token.issued_at > mode.access + FAILOVER_MARGIN):
        return "ended", row
    if ahead == 1:
        return "used", catch_up(row, token, now, mode)
    return "used", mark_seen(row, token.generation, now)


def _current(row: Row, now: int, mode: Mode) -> tuple[str, Row]:
    if mode.interval and -CLOCK_SKEW <= now - row.used_at < mode.interval:
        return "repeat", mark_seen(row, row.generation, now)
    rotated = replace(row, generation=row.generation + 1, seen=row.generation, rotated_at=now, used_at=now)
    return "rotate", replace(rotated, expires_at=min(now + mode.idle, mode.absolute))


def _predecessor(row: Row, now: int, mode: Mode) -> tuple[str, Row | None]:
    if row.seen == row.generation:
        return ("retry", row) if now <= row.used_at + mode.grace else ("reused", None)
    is_late = now > row.rotated_at + mode.grace
    if mode.session_check == "none" and is_late and row.late == row.generation - 1:
        return "reused", None
    return "resend", replace(row, used_at=max(now, row.used_at), late=row.generation if is_late else row.late)


def mark_seen(row: Row, generation: int, now: int) -> Row:
    return replace(row, seen=generation, used_at=max(now, row.used_at)) if generation > row.seen else row


def catch_up(row: Row, token: Presented, now: int, mode: Mode) -> Row:
    expires_at = min(token.issued_at + mode.idle, mode.absolute)
    seen = {"generation": token.generation, "seen": token.generation}
    return replace(row, **seen, rotated_at=token.issued_at, used_at=now, expires_at=expires_at)
