"""Security events: one log record each on the logger `safejwt`, named after the OWASP Logging Vocabulary.

The message and the attribute `event` hold the name; the other attributes hold the facts. Nothing a user typed is recorded:
no token, cookie, password, username or email address.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ..conf import conf
from ..errors import SafeJWTError
from ..signals import event_recorded
from .client_ip import client_ip
from .usernames import comparable_username

__all__ = ["LEVELS", "account_pseudonym", "printable", "record", "refused", "request_context", "request_id", "store"]

logger = logging.getLogger("safejwt")

LEVELS: Final[Mapping[str, int]] = {
    "account_exported": logging.WARNING,
    "account_secured": logging.WARNING,
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
    "authn_token_retry_elsewhere": logging.WARNING,
    "authn_token_reuse": logging.CRITICAL,
    "authn_token_revoked": logging.INFO,
    "authz_change": logging.WARNING,
    "authz_fail": logging.WARNING,
    "breach_list_unavailable": logging.WARNING,
    "cache_unavailable": logging.ERROR,
    "client_address_unknown": logging.WARNING,
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
    "password_hash_unreadable": logging.WARNING,
    "session_created": logging.INFO,
    "session_expired": logging.INFO,
    "session_renewed": logging.INFO,
    # The vocabulary says CRITICAL, but a laptop that wakes up after its session has expired is ordinary here.
    "session_use_after_expire": logging.INFO,
    "user_created": logging.INFO,
    "user_deleted": logging.WARNING,
    "user_updated": logging.WARNING,
}
"""Level by event."""

# The event of a refusal, by error code. Not listed: an expired access token, a missing cookie, and what is recorded where
# it is detected.
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

# Ids as proxies write them: UUIDs, hexadecimal, base64, X-Amzn-Trace-Id. Neither spaces nor quotation marks, so that no id
# can look like the next attribute of a log line.
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:;/+=@-]{1,128}", re.ASCII)

# The layers below the views have no request object, but what they record still names its origin.
_request: ContextVar[HttpRequest | None] = ContextVar("safejwt.events.request", default=None)
_actor: ContextVar[object] = ContextVar("safejwt.events.actor", default=None)

# The package's own receivers, and which events they want. The facts of an event that nobody wants are not gathered.
_stored: Final = Signal()
_stores: Final[list[Callable[[str], bool]]] = []


def record(
    event: str, *, request: HttpRequest | None = None, exc_info: BaseException | None = None, **facts: object
) -> None:
    """Record an event of `LEVELS` with these facts, and with the origin of the current request, if there is one.

    Raises:
        KeyError: `LEVELS` has no such event.
    """
    level = LEVELS[event]
    is_logged, is_stored = logger.isEnabledFor(level), any(stores(event) for stores in _stores)
    if not (is_logged or is_stored or event_recorded.has_listeners()):
        return
    known = {**_origin_of(request or _request.get()), "by_user_id": _actor.get(), **facts}
    if is_stored:
        _stored.send_robust(None, event=event, facts=known)
    event_recorded.send_robust(None, event=event, facts=known)
    if not is_logged:
        return
    extra = {name: _clean(name, value) for name, value in known.items() if value is not None}
    logger.log(level, event, exc_info=exc_info, extra={"event": event, **extra}, stacklevel=2)


def store(receiver: Callable[..., None], *, wanted: Callable[[str], bool]) -> None:
    """Let a function receive the events that it wants, as a receiver of `event_recorded` receives all of them."""
    _stored.connect(receiver)
    if wanted not in _stores:
        _stores.append(wanted)


def refused(error: SafeJWTError, *, request: HttpRequest | None = None) -> None:
    """Record a refusal with this error, if that is a security event."""
    event = _REFUSALS.get(error.code)
    if event is not None:
        reason = error.message if event == "malicious_csrf" else None
        record(event, request=request, code=error.code, reason=reason)


@contextmanager
def request_context(request: HttpRequest, *, actor: object = None) -> Iterator[None]:
    """Attribute everything recorded in this block, at any depth, to this request.

    actor: the id of an administrator who acts on other users; recorded as `by_user_id`.
    """
    token, previous_actor = _request.set(request), _actor.set(actor)
    try:
        yield
    finally:
        _request.reset(token)
        _actor.reset(previous_actor)


def request_id(request: HttpRequest) -> str:
    """Return the id of this request, the same for all its events.

    It comes from the header that `SAFEJWT_REQUEST_ID_HEADER` names, if that holds a valid id. Otherwise it is random.
    """
    known: str | None = getattr(request, "_safejwt_request_id", None)
    if known is None:
        header = conf.request_id_header
        sent = request.headers.get(header, "") if header else ""
        known = sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
        request._safejwt_request_id = known  # type: ignore[attr-defined]  # ours, as Django keeps its own there
    return known


def account_pseudonym(name: object) -> str:
    """Return a pseudonym for the name typed at a login: it tells attempts at one account from attempts at another.

    It is a keyed hash, and the log does not hold the key: users type passwords into that field too.
    """
    typed = comparable_username(name).encode("utf-8", "backslashreplace")
    return salted_hmac("safejwt.events.account", typed, algorithm="sha256").hexdigest()[:16]


def printable(text: str) -> str:
    """Replace characters that move a terminal's cursor or start a new log line (OWASP Logging Cheat Sheet)."""
    start = text[:_LONGEST]
    return start if start.isprintable() else "".join(each if each.isprintable() else "?" for each in start)


def _clean(name: str, value: object) -> object:
    # An id is always text, whatever the user model's key is: log stores give a field one type.
    return value if isinstance(value, bool | int) and not name.endswith("user_id") else printable(str(value))


def _origin_of(request: HttpRequest | None) -> Mapping[str, object]:
    if request is None:
        return {}
    return {
        "ip": client_ip(request),
        "user_agent": request.META.get("HTTP_USER_AGENT"),
        "request_id": request_id(request),
    }
