"""Delivery of queued emails. Any number of processes share the work.

A process claims an email by one conditional UPDATE. The claim has an end: if the process dies,
another one sends the email afterwards. What cannot be sent is retried after growing pauses, and
given up in the end.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db import transaction
from django.utils import timezone

from safejwt.audit import events
from safejwt.db.primary import primary_alias
from safejwt.errors import DATABASE_OUTAGES

from ..emails import EMAILS
from ..flows import registration
from ..models import Mail
from . import address_limit
from .messages import Email, EmailRequest, Obsolete

__all__ = ["MAXIMUM_ATTEMPTS", "Outcome", "next_due", "send_due"]

Outcome = Literal["sent", "failed", "given up", "obsolete", "resolved"]

# Longer than sending takes when each SMTP step has a timeout, and short enough to wait for.
_CLAIM: Final = timedelta(minutes=10)
_FIRST_PAUSE: Final = timedelta(minutes=1)
# Pauses double, so ten attempts take about eight hours.
MAXIMUM_ATTEMPTS: Final = 10
_LONGEST_PAUSE: Final = timedelta(hours=6)
_CANDIDATES: Final = 20


def send_due(*, now: datetime | None = None) -> Iterator[Outcome]:
    """Send all emails that are due, also those that become due meanwhile, and yield each outcome."""
    while (mail := _claim(now or timezone.now())) is not None:
        yield _handle(mail, now or timezone.now())
    for _ in registration.purge(now=now):
        pass


def next_due() -> datetime | None:
    """Return the time of the next attempt, or None if nothing is queued."""
    return Mail.objects.order_by("due_at").values_list("due_at", flat=True).first()


def _claim(now: datetime) -> Mail | None:
    while True:
        due = list(Mail.objects.filter(due_at__lte=now).order_by("priority", "due_at", "pk")[:_CANDIDATES])
        for mail in due:
            # Of several processes that read the row, the first to write it wins.
            unclaimed = Mail.objects.filter(pk=mail.pk, due_at=mail.due_at, attempts=mail.attempts)
            if unclaimed.update(due_at=now + _CLAIM, attempts=mail.attempts + 1):
                mail.attempts += 1
                return mail
        if len(due) < _CANDIDATES:
            return None


def _handle(mail: Mail, now: datetime) -> Outcome:
    try:
        email = EMAILS[mail.kind]
        if isinstance(email, EmailRequest):
            return _resolve(email, mail, now)
        _send(email, mail)
    except Obsolete:
        mail.delete()
        return "obsolete"
    except DATABASE_OUTAGES:
        raise
    except Exception as error:  # from SMTP, the network, or a project's backend, template or function
        return _postpone(mail, error, now)
    mail.delete()
    events.record("mail_sent", kind=mail.kind, user_id=_reader(mail), reason=mail.kind)
    return "sent"


def _reader(mail: Mail) -> Any:
    """The user whose history lists what becomes of this email."""
    return mail.user_id if getattr(EMAILS.get(mail.kind), "is_in_history", True) else None


def _send(email: Email, mail: Mail) -> None:
    message = email.message(mail)
    # Retries of an email that was within the limit are not counted again.
    if mail.attempts == 1 and email.is_limited(mail) and not address_limit.is_within(mail):
        raise Obsolete
    message.send()


def _resolve(request: EmailRequest, mail: Mail, now: datetime) -> Outcome:
    """Replace a request by the emails it results in."""
    emails = list(request.emails(mail))
    for email in emails:
        email.language, email.created_at, email.due_at = mail.language, mail.created_at, now
    with transaction.atomic(using=primary_alias()):
        # `mail.delete()` would clear the key of the instance, which a failure still needs.
        Mail.objects.filter(pk=mail.pk).delete()
        for email in emails:
            email.save()
    return "resolved"


def _postpone(mail: Mail, error: Exception, now: datetime) -> Outcome:
    # Only the name of the error: the text of an SMTP response repeats the address.
    reason = type(error).__name__
    if mail.attempts >= MAXIMUM_ATTEMPTS:
        mail.delete()
        events.record("mail_given_up", kind=mail.kind, user_id=_reader(mail), reason=reason)
        return "given up"
    pause = min(_FIRST_PAUSE * 2 ** (mail.attempts - 1), _LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk).update(due_at=now + pause)
    events.record("mail_not_sent", kind=mail.kind, user_id=_reader(mail), reason=reason, attempts=mail.attempts)
    return "failed"
