"""The limit on the sessions that one user starts. Each of them leaves rows and events, and may send an email."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..conf import conf
from ..models import session_auth_hashes
from . import sliding_window
from .limits import limits_of, record_refusal

__all__ = ["acquire"]


def acquire(request: HttpRequest, user: AbstractBaseUser) -> sliding_window.Refusal | None:
    """Count a session of this user, who has just authenticated, against `SAFEJWT_SESSION_RATE`."""
    # With another password the count starts again. So an attacker who knew the old one cannot keep the owner out.
    identity = (str(user.pk), session_auth_hashes(user)[0])
    result = sliding_window.acquire(limits_of("session", conf.session_rate, *identity))
    if isinstance(result, sliding_window.Hits):
        return None
    record_refusal(result, request, user_id=user.pk)
    return result
