"""The session of an access token and its user, each read by one SQL statement that is compiled once."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from ..db.primary import primary_alias
from ..db.statement import Statement
from ..models import RefreshToken, Validity

__all__ = ["CheckedSession", "find_checked_session", "find_session", "find_user"]

# What a protected request rests on.
_CHECKED: Final = ("generation", "seen_generation", "expires_at", "auth_hash", "admitted_by")


@dataclass
class CheckedSession(Validity):
    """The part of a `RefreshToken` that a protected request rests on. Its `user` is an ordinary instance."""

    pk: UUID
    user: Any
    generation: int
    seen_generation: int
    expires_at: datetime
    auth_hash: str
    admitted_by: str


def find_session(sid: UUID) -> RefreshToken | None:
    """Return the row with this id, with its `user` loaded, or None. One statement. The row may have expired."""
    statement = _statement(primary_alias())
    row = statement.row(sid)
    if row is None:
        return None
    session: RefreshToken
    session, user = (part.instance(row, statement.alias) for part in statement.parts)
    session.set_loaded_user(user)
    return session


def find_checked_session(sid: UUID) -> CheckedSession | None:
    """The same with few columns, for a protected request."""
    statement = _statement(primary_alias(), *_CHECKED)
    row = statement.row(sid)
    if row is None:
        return None
    session, user = statement.parts
    values = dict(zip(session.names, row[session.positions], strict=True))
    return CheckedSession(sid, user.instance(row, statement.alias), *(values[name] for name in _CHECKED))


def find_user(user_model: Any, user_id: object, alias: str) -> Any:
    """Return the user with this primary key, or None."""
    statement = _user_statement(user_model, alias)
    row = statement.row(user_id)
    return None if row is None else statement.parts[0].instance(row, alias)


# Cached by database alias and model: aliases and table names are fixed once Django is set up (Django caches columns too,
# see Field.cached_col), and no manager of the project takes part.
@lru_cache(maxsize=8)
def _statement(alias: str, *columns: str) -> Statement:
    rows = RefreshToken.objects.using(alias).select_related("user")
    return Statement.of(rows.only("user", *columns), reads_key=False) if columns else Statement.of(rows)


@lru_cache(maxsize=8)
def _user_statement(user_model: Any, alias: str) -> Statement:
    return Statement.of(user_model._base_manager.using(alias))
