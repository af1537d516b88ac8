"""The row of a Django session, such as a login to the admin. Knows Django's session store, and no request or response.

A Django session has a row like a device of the app. So whatever ends the rows of a user ends it too, wherever Django stores
its sessions. No refresh token of such a row is ever given out.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.utils import timezone

from ..conf import conf
from ..db.primary import primary_alias
from ..models import RefreshToken, session_auth_hashes
from . import lifecycle, revocation
from .issuing import truncate_to_second

__all__ = ["Login", "bind", "end", "is_login_of", "login_of", "note_login", "sid_of", "use"]

# In the Django session: the id of its row.
_SID: Final = "_safejwt_sid"
# When the user logged in, and whether it was at the admin.
_LOGIN: Final = "_safejwt_login"
# A session in use is written once in this time, or in a tenth of its idle lifetime.
_PRECISION: Final = timedelta(minutes=1)


def is_login_of(store: SessionBase, user: AbstractBaseUser) -> bool:
    """Whether this user is logged in to the Django session."""
    return bool(store.get(SESSION_KEY) == user._meta.pk.value_to_string(user))


def sid_of(store: SessionBase) -> UUID | None:
    """The id of the session's row, or None if it was started without one."""
    try:
        return UUID(store.get(_SID))
    except (AttributeError, TypeError, ValueError):
        return None


class Login(NamedTuple):
    """A login to a Django session."""

    at: datetime
    is_at_admin: bool


def note_login(store: SessionBase, *, is_at_admin: bool, now: datetime | None = None) -> None:
    """Note the login that has just written the Django session."""
    store[_LOGIN] = [int(truncate_to_second(now).timestamp()), is_at_admin]


def login_of(store: SessionBase) -> Login | None:
    """The login that `note_login` has noted."""
    try:
        seconds, is_at_admin = store[_LOGIN]
        return Login(datetime.fromtimestamp(seconds, tz=timezone.now().tzinfo), bool(is_at_admin))
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def bind(store: SessionBase, user: AbstractBaseUser, *, user_agent: str, ip: str | None) -> None:
    """Start the row of a Django session to which the user has just logged in."""
    if sid := sid_of(store):
        end(user, sid, "replaced")
    remember = not store.get_expire_at_browser_close()
    lifetimes = _lifetimes(store, user)
    store[_SID] = str(lifecycle.start(user, remember=remember, lifetimes=lifetimes, user_agent=user_agent, ip=ip).sid)


def use(store: SessionBase, user: AbstractBaseUser, *, now: datetime | None = None) -> bool:
    """Return whether the row is active, and extend it. The lifetimes are those of the settings and of the user now."""
    sid = sid_of(store)
    session = sid and _rows(user, sid).using(primary_alias()).first()
    if not sid or not session:
        return False
    now = truncate_to_second(now)
    idle, absolute = _lifetimes(store, user)
    latest = min(session.created_at + absolute, session.absolute_expires_at)
    if now >= min(session.expires_at, session.last_used_at + idle, latest):
        return False
    # Django has verified its own copy of the hash. It renews that copy when SECRET_KEY is rotated, and when the user changes
    # the password in this session.
    auth_hash = session_auth_hashes(user)[0]
    if now - session.last_used_at >= min(_PRECISION, idle / 10) or session.auth_hash != auth_hash:
        _rows(user, sid).update(last_used_at=now, expires_at=min(now + idle, latest), auth_hash=auth_hash)
    return True


def end(user: AbstractBaseUser, sid: UUID, reason: str = "logout") -> None:
    """End the row, unless it has ended."""
    revocation.end(sid, reason, user_id=user.pk, user=user.pk)


def _lifetimes(store: SessionBase, user: AbstractBaseUser) -> tuple[timedelta, timedelta]:
    """How long the session lasts without use, and at most."""
    idle = timedelta(seconds=store.get_expiry_age())
    if getattr(user, "is_staff", False):
        return min(idle, conf.admin_idle_lifetime), conf.admin_lifetime
    return idle, conf.absolute_lifetime


def _rows(user: AbstractBaseUser, sid: UUID) -> QuerySet[RefreshToken]:
    return RefreshToken.objects.filter(pk=sid, user_id=user.pk)
