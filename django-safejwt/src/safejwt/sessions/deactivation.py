"""A user who may no longer be signed in loses their sessions for good: a reactivation revives none of them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError

from ..audit import events
from ..db.primary import in_transaction, primary_alias
from ..errors import DATABASE_OUTAGES
from ..models import RefreshToken
from . import admission, revocation
from .query import CheckedSession, find_session

__all__ = ["end_sessions_of_refused", "end_sessions_of_saved"]


def end_sessions_of_refused(session: RefreshToken | CheckedSession) -> None:
    """End the sessions of a user whom a check or a refresh has just refused.

    Only sessions that existed while the user was refused: the user is read again after the ids. So a login after a
    reactivation is not among them.
    """
    # With ATOMIC_REQUESTS the refusal would roll the deletion back. The next refresh ends the sessions.
    if in_transaction() or not admission.is_over(session):
        return
    same = RefreshToken.objects.filter(user_id=session.user.pk, admitted_by=session.admitted_by)
    try:
        sids = list(same.using(primary_alias()).values_list("pk", flat=True))
        again = find_session(session.pk)
        is_still_over = again is not None and admission.is_over(again)
        for sid in sids if is_still_over else [session.pk]:
            revocation.end(sid, "deactivated", user_id=session.user.pk)
    except DATABASE_OUTAGES as error:
        # The sessions cannot be ended now, but the user is refused all the same.
        events.record("database_unavailable", sid=session.pk, exc_info=error)


def end_sessions_of_saved(instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """Receive `post_save`: end the sessions of a user whom this change deactivates."""
    fields = kwargs.get("update_fields")
    is_login = fields is not None and set(fields) == {"last_login"}
    if created or raw or is_login or not isinstance(instance, get_user_model()):
        return
    try:
        if admission.may_sign_in(instance):
            return
    except DatabaseError:
        raise
    except Exception:
        # The project's code may need a tenant, which a command does not have. The next check asks again.
        return
    using = kwargs["using"]
    # With the user as stored: of an instance, `update_fields` stores only a part.
    for session in RefreshToken.objects.using(using).select_related("user").filter(user_id=instance.pk):
        if admission.is_over(session):
            browser = session.user_agent
            revocation.end(session.pk, "deactivated", user_id=instance.pk, user_agent=browser, using=using)
