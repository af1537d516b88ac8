"""Who may be signed in: one question, asked at login, at each check and at each refresh.

By default the answer is that of Django's own sessions (`django.contrib.auth.get_user`): the user model's default manager
finds the user, and the backend that authenticated them accepts them. A session keeps the answer's premises in its column
`admitted_by`: the backend and, if the default manager is not Django's own, a digest of what the manager selected.
"""

import sys
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth import load_backend
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import QuerySet
from django.db.models.manager import BaseManager

from ..conf import conf
from ..db.primary import primary_alias
from ..db.user_model import user_model
from ..errors import InvalidCredentials
from ..models import RefreshToken
from . import query
from .query import CheckedSession

__all__ = ["accepts", "admit", "admitted_user", "find_admitted_user", "find_user", "is_over", "may_sign_in"]

_DJANGOS_OWN: Final = (BaseBackend.get_user, ModelBackend.get_user)
_LONGEST_PATH: Final = 255


def admit(user: AbstractBaseUser) -> str:
    """Return what admits this user, for the column `admitted_by` of their session.

    Raises:
        InvalidCredentials: the user may not be signed in.
    """
    admitted = _admitted(user, getattr(user, "backend", ""))
    if admitted is None:
        raise InvalidCredentials
    return f"{admitted[0][:_LONGEST_PATH]} {_selection()}".rstrip()


def may_sign_in(user: AbstractBaseUser) -> bool:
    """Whether this user may be signed in."""
    return _admitted(user, getattr(user, "backend", "")) is not None


def find_admitted_user(user_id: str) -> AbstractBaseUser | None:
    """Return the user with this primary key if they may be signed in, for a token whose session is not read."""
    user = find_user(user_id)
    admitted = None if user is None else _admitted(user, "")
    return None if admitted is None else admitted[1]


def admitted_user(session: RefreshToken | CheckedSession) -> AbstractBaseUser | None:
    """Return the user of a session if they may still be signed in, as their backend finds them. Usually no query."""
    admitted = _admitted(session.user, session.admitted_by)
    return None if admitted is None else admitted[1]


def accepts(session: RefreshToken | CheckedSession) -> bool:
    """The same without looking for the user, for lists of sessions that were read with their users."""
    rule = conf.user_authentication_rule
    return any(_accepts(session.user, backend, rule) for _path, backend in _backends(session.admitted_by))


def is_over(session: RefreshToken | CheckedSession) -> bool:
    """Whether a session that was refused ends for good: no backend accepts its user, or the default manager hides them.

    A manager that selects something else than at login says nothing about the user: it may select by tenant. Nor does a
    backend's own `get_user`, which may read a replica.
    """
    if not accepts(session):
        return True
    selection = session.admitted_by.partition(" ")[2]
    return selection != "" and selection == _selection() and find_user(session.user.pk) is None


def find_user(user_id: Any) -> AbstractBaseUser | None:
    """Return the user with this primary key whom the default manager finds in the primary database."""
    manager, alias = _manager(), primary_alias()
    try:
        if _is_djangos(manager):
            return cast("AbstractBaseUser | None", query.find_user(manager.model, user_id, alias))
        return cast("AbstractBaseUser | None", next(iter(manager.using(alias).filter(pk=user_id)[:1]), None))
    except (OverflowError, TypeError, ValueError, ValidationError):
        # The key of another user model.
        return None


def _admitted(user: AbstractBaseUser, admitted_by: str) -> tuple[str, AbstractBaseUser] | None:
    """The path of the first backend that admits this user, and the user as it finds them."""
    rule = conf.user_authentication_rule
    for path, backend in _backends(admitted_by):
        if rule is None and _has_own_get_user(backend):
            found = backend.get_user(user.pk)
        else:
            found = user if _selects_all() and not _is_of_replica(user) else _found_again(user)
        if found is not None and _accepts(found, backend, rule):
            return path, found
    return None


def _found_again(user: AbstractBaseUser) -> AbstractBaseUser | None:
    found = find_user(user.pk)
    # A password that has changed meanwhile is not the one that a login has checked.
    return found if found is not None and found.password == user.password else None


def _is_of_replica(user: AbstractBaseUser) -> bool:
    """Whether a login has read another database than the primary, where a deactivation may not have arrived."""
    return user._state.db not in {None, primary_alias()}


def _backends(admitted_by: str) -> list[tuple[str, Any]]:
    """The backends to ask, by path: the one that authenticated the user, or all that can load a user."""
    configured: list[str] = settings.AUTHENTICATION_BACKENDS
    path = admitted_by.partition(" ")[0]
    if path in configured:
        return [(path, _loaded(path))]
    backends = [(path, load_backend(path)) for path in configured]
    loading = [(p, each) for p, each in backends if hasattr(each, "user_can_authenticate") or _has_own_get_user(each)]
    return loading or [("", None)]


def _loaded(path: str) -> Any:
    """A new instance of this backend, as Django makes one each time. Django looks for its module each time, too."""
    module, _, name = path.rpartition(".")
    backend = getattr(sys.modules.get(module), name, None)
    return load_backend(path) if backend is None else backend()


def _accepts(user: AbstractBaseUser, backend: Any, rule: Callable[[Any], bool] | None) -> bool:
    # A backend without the method has the rule of Django's.
    question: Any = rule or getattr(backend, "user_can_authenticate", _is_active)
    return bool(question(user))


def _is_active(user: AbstractBaseUser) -> bool:
    return bool(getattr(user, "is_active", True))


def _has_own_get_user(backend: object) -> bool:
    return getattr(type(backend), "get_user", BaseBackend.get_user) not in _DJANGOS_OWN


def _manager() -> Any:
    return user_model()._default_manager


def _selects_all() -> bool:
    """Whether the default manager finds every user. It is asked again each time: what it selects may change."""
    return type(_manager()).get_queryset is BaseManager.get_queryset


def _is_djangos(manager: Any) -> bool:
    """Whether a manager reads the model's rows as they are. A subclass of QuerySet may make other instances of them."""
    return type(manager).get_queryset is BaseManager.get_queryset and manager._queryset_class is QuerySet


def _selection() -> str:
    """A digest of the SQL of the default manager, with its values. Empty if it finds every user."""
    if _selects_all():
        return ""
    try:
        sql = _manager().using(primary_alias()).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        sql = ("", ())
    return sha256(repr(sql).encode()).hexdigest()[:32]
