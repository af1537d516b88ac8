"""What django-allauth keeps about a user who is signed in, beside the session of this package.

django-allauth expects a Django session: for the secret of an authenticator that is being added, for the time of the last
re-authentication. It gets one that hangs on the session of this package and grants no access by itself.
"""

from functools import lru_cache
from importlib import import_module
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.utils.crypto import salted_hmac

from ...models import session_auth_hashes

__all__ = ["forget", "inner_session", "is_pending", "is_signed_in", "keep_key", "new_store", "note_step", "stored"]

_ALLAUTH: Final = "allauth.account.auth_backends.AuthenticationBackend"
# In the session of a flow: the hash of the password that the user had at its first factor.
_PASSWORD: Final = "_safejwt_auth_hash"
# The first two make a Django session a login.
_LOGIN: Final = (SESSION_KEY, HASH_SESSION_KEY, _PASSWORD)


class _InnerSession(SessionBase):
    """Mixed into the session class of the project.

    Its key is derived from the session of this package, and no client receives it. What is stored names no user. So neither
    the key nor a copy of the database can be used as a login.
    """

    user: AbstractBaseUser
    sid: UUID
    is_over = False
    _is_stored = False

    def load(self) -> dict[str, Any]:
        key = self._session_key
        found = super().load()
        self._is_stored = self._session_key is not None
        self._session_key = key
        login = {
            SESSION_KEY: self.user._meta.pk.value_to_string(self.user),
            HASH_SESSION_KEY: self.user.get_session_auth_hash(),
        }
        return {BACKEND_SESSION_KEY: _backend(), **found, **login}

    def save(self, must_create: bool = False) -> None:
        session: Any = self
        login = {key: session._session.pop(key) for key in _LOGIN if key in session._session}
        try:
            super().save(must_create=must_create or not self._is_stored)
            self._is_stored = True
        except (CreateError, UpdateError):
            # Another request has created it at the same time, or the session has ended.
            pass
        finally:
            session._session.update(login)

    def cycle_key(self) -> None:
        """Keep the key, which nobody knows."""

    def flush(self) -> None:
        super().flush()
        self.is_over = True


def inner_session(user: AbstractBaseUser, sid: UUID) -> _InnerSession:
    """The session that django-allauth sees while this user is signed in with the session `sid`."""
    session: _InnerSession = _inner_class(settings.SESSION_ENGINE)(_key(sid))
    session.user, session.sid = user, sid
    return session


def forget(sid: UUID) -> None:
    """Delete what django-allauth has kept beside this session."""
    new_store().delete(_key(sid))


def is_signed_in(store: SessionBase) -> bool:
    """Whether Django takes this session for the login of a user."""
    return SESSION_KEY in store


def keep_key(flow: Any) -> SessionBase:
    """Let a login not change the key of a flow, which ends with it. `is_pending` looks for that key."""
    flow.cycle_key = lambda: None
    store: SessionBase = flow
    return store


def note_step(flow: SessionBase, user: AbstractBaseUser) -> None:
    """Note the first factor of a login that may need a second one."""
    flow[_PASSWORD] = user.get_session_auth_hash()


def is_pending(flow: SessionBase, user: AbstractBaseUser) -> bool:
    """Whether no other request has ended this flow, and the user has not changed the password since its first factor."""
    hashes = session_auth_hashes(user)
    has_same_password = flow.get(_PASSWORD, hashes[0]) in hashes
    return has_same_password and (not flow.session_key or flow.exists(flow.session_key))


def new_store() -> SessionBase:
    """An empty session, not stored."""
    store: SessionBase = _engine(settings.SESSION_ENGINE)()
    return store


def stored(key: str) -> SessionBase | None:
    """The session with this key, or None if it does not exist or has expired."""
    # PostgreSQL refuses a NUL with an error.
    store: SessionBase = _engine(settings.SESSION_ENGINE)(key if key.isascii() and key.isprintable() else None)
    store.get(SESSION_KEY)
    return store if store.session_key else None


def _key(sid: UUID) -> str:
    return salted_hmac("safejwt.contrib.allauth", sid.hex, algorithm="sha256").hexdigest()[:40]


def _engine(path: str) -> Any:
    return import_module(path).SessionStore


@lru_cache(maxsize=4)
def _inner_class(engine: str) -> Any:
    return type("InnerSession", (_InnerSession, _engine(engine)), {})


def _backend() -> str:
    configured: list[str] = settings.AUTHENTICATION_BACKENDS
    return _ALLAUTH if _ALLAUTH in configured else configured[0]
