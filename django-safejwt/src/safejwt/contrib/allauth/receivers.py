"""Receivers of signals, of this package and of django-allauth."""

from typing import Any, Final
from uuid import UUID

from allauth.account.signals import authentication_step_completed
from django.dispatch import receiver

from ... import sessions
from ...conf.installed import has_middleware
from ...signals import session_ended
from .methods import methods
from .session import forget, note_step

__all__ = ["forget_inner_session", "take_step"]

_MIDDLEWARE: Final = "safejwt.contrib.allauth.AllauthMiddleware"


@receiver(session_ended, dispatch_uid="safejwt.contrib.allauth.forget")
def forget_inner_session(*, sid: UUID, **_: Any) -> None:
    """Delete what django-allauth has kept beside a session that has ended."""
    if has_middleware(_MIDDLEWARE):
        forget(sid)


@receiver(authentication_step_completed, dispatch_uid="safejwt.contrib.allauth.step")
def take_step(*, request: Any, user: Any, reauthenticated: bool = False, **record: Any) -> None:
    """Record a re-authentication in the session of this package. The next access token carries it.

    In a flow: note the password, which has to be the same at its end.
    """
    inner = getattr(getattr(request, "_safejwt_allauth", None), "inner", None)
    if reauthenticated and inner is not None:
        sessions.mark_reauthenticated(inner.sid, user, amr=methods([record]))
    elif inner is None and record["method"] != "mfa":
        note_step(request.session, user)
