"""Security events: one record each on the logger `safejwt`, under the names of the OWASP Logging Vocabulary.

The message and the attribute `event` are the name, what happened is in the record's other attributes; docs/settings.md has
the table. Nothing a person typed gets in: no token, cookie, password, user name or e-mail address.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ..conf import conf
from ..errors import SafeJWTError
from ..signals import event_recorded
from .client_ip import client_ip
from .usernames import comparable_username

__all__ = ["LEVELS", "account_pseudonym", "printable", "record", "refused", "request_context", "request_id"]

logger = logging.getLogger("safejwt")

LEVELS: Final[Mapping[str, int]] = {
    "authn_login_success": logging.INFO,
    "authn_login_fail": logging.WARNING,
    "authn_link_password_fail": logging.WARNING,
    "authn_password_change": logging.INFO,
    "authn_password_change_fail": logging.WARNING,
    "authn_password_reset": logging.INFO,
    "authn_password_reset_request": logging.INFO,
    "authn_reauthentication_fail": logging.WARNING,
    "authn_reauthentication_success": logging.INFO,
    "authn_token_invalid": logging.WARNING,
    "authn_token_reuse": logging.CRITICAL,
    "authn_token_revoked": logging.INFO,
    "authz_change": logging.WARNING,
    "authz_fail": logging.WARNING,
    "breach_list_unavailable": logging.WARNING,
    "cache_unavailable": logging.ERROR,
    "database_unavailable": logging.ERROR,
    "email_change": logging.INFO,
    "email_change_request": logging.INFO,
    "email_change_withdrawn": logging.INFO,
    "email_verified": logging.INFO,
    "excess_rate_limit_exceeded": logging.WARNING,
    "link_invalid": logging.WARNING,
    "mail_given_up": logging.ERROR,
    "mail_not_sent": logging.WARNING,
    "mail_sent": logging.INFO,
    "malicious_csrf": logging.WARNING,
    "session_created": logging.INFO,
    "session_expired": logging.INFO,
    "session_renewed": logging.INFO,
    # The vocabulary says CRITICAL; a laptop that slept over its session is an ordinary morning here.
    "session_use_after_expire": logging.INFO,
    "user_created": logging.INFO,
    "user_deleted": logging.WARNING,
    "user_updated": logging.WARNING,
}
"""Level by event."""

# What a refusal is an event of, by the error's code. Not here: an access token whose five minutes are over, a missing
# cookie, and what is recorded where it is found out.
_REFUSALS: Final = {
    "csrf_failed": "malicious_csrf",
    "link_invalid": "link_invalid",
    "invalid_token": "authn_token_invalid",
    "refresh_token_invalid": "authn_token_invalid",
    "session_ended": "session_use_after_expire",
    "refresh_token_expired": "session_use_after_expire",
    "refresh_token_revoked": "session_use_after_expire",
}

_LONGEST: Final = 256

# Ids as proxies make them: UUIDs, hexadecimal, base64, X-Amzn-Trace-Id. No space and no quotation mark, so that none looks
# like the next attribute of a log line.
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:;/+=@-]{1,128}", re.ASCII)

# The layers below the views know no request; what they record names its origin all the same.
_request: ContextVar[HttpRequest | None] = ContextVar("safejwt.events.request", default=None)
_actor: ContextVar[object] = ContextVar("safejwt.events.actor", default=None)


def record(
    event: str, *, request: HttpRequest | None = None, exc_info: BaseException | None = None, **facts: object
) -> None:
    """Records an event of `LEVELS` with these attributes, and those of the request it came of, where there is one.

    Raises:
        KeyError: there is no such event.
    """
    level = LEVELS[event]
    known = {**_origin_of(request or _request.get()), "by_user_id": _actor.get(), **facts}
    event_recorded.send_robust(None, event=event, facts=known)
    if not logger.isEnabledFor(level):
        return
    extra = {name: _clean(name, value) for name, value in known.items() if value is not None}
    logger.log(level, event, exc_info=exc_info, extra={"event": event, **extra}, stacklevel=2)


def refused(error: SafeJWTError, *, request: HttpRequest | None = None) -> None:
    """Records the event that a refusal with this error is, if it is one."""
    event = _REFUSALS.get(error.code)
    if event is not None:
        reason = error.message if event == "malicious_csrf" else None
        record(event, request=request, code=error.code, reason=reason)


@contextmanager
def request_context(request: HttpRequest, *, actor: object = None) -> Iterator[None]:
    """What is recorded in this block, at whatever depth, came of this request.

    actor: the id of an administrator who does this to other people; it becomes `by_user_id`.
    """
    token, previous_actor = _request.set(request), _actor.set(actor)
    try:
        yield
    finally:
        _request.reset(token)
        _actor.reset(previous_actor)


def request_id(request: HttpRequest) -> str:
    """The id under which this request is recorded, the same for all its events; made when it is first asked for.

    It is that of the header `SAFEJWT_REQUEST_ID_HEADER` where that is set and brings one that can be one, else random.
    """
    known: str | None = getattr(request, "_safejwt_request_id", None)
    if known is None:
        header = conf.request_id_header
        sent = request.headers.get(header, "") if header else ""
        known = sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
        request._safejwt_request_id = known  # type: ignore[attr-defined]  # ours, as Django keeps its own there
    return known


def account_pseudonym(name: str) -> str:
    """A stand-in for the name typed at a login: tells tries at one account from tries at another, and not which it is.

    A hash under a key that the log does not have, because people type passwords into that field too.
    """
    typed = comparable_username(name).encode("utf-8", "backslashreplace")
    return salted_hmac("safejwt.events.account", typed, algorithm="sha256").hexdigest()[:16]


def printable(text: str) -> str:
    """The text without what moves a terminal's cursor or starts a line of its own in a log (OWASP Logging cheat sheet)."""
    return "".join(character if character.isprintable() else "?" for character in text)[:_LONGEST]


def _clean(name: str, value: object) -> object:
    # An id is text, whatever the user model's key is: a log store gives a field one type.
    return value if isinstance(value, bool | int) and not name.endswith("user_id") else printable(str(value))


def _origin_of(request: HttpRequest | None) -> Mapping[str, object]:
    if request is None:
        return {}
    return {
        "ip": client_ip(request),
        "user_agent": request.META.get("HTTP_USER_AGENT"),
        "request_id": request_id(request),
    }
