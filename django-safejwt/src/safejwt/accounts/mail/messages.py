"""From a waiting mail to what is sent: who gets it, with which link, in which words.

The words are templates, `safejwt/mail/<kind>.subject.txt`, `.txt` and `.html`; a project's own of the same name win. They
get `link`, `site`, `site_url`, `name`, `email`, `at`, `hours` for which the link is good, and the mail's own context.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from ..conf import conf
from ..email_addresses import email_of, is_taken, people_with
from ..flows import email_change, passwords, registration, verification
from ..models import Mail
from . import links

__all__ = ["ASKED_FOR", "KINDS", "REQUESTS", "Obsolete", "Recipient", "message"]


class Obsolete(Exception):
    """What the mail was to say does not hold any more: it is not sent."""


class _Unprinted(str):
    """Text whose repr shows nothing of it. Django's templates write all they were given into the log, at DEBUG, where a
    template names what is not among it; a project's may."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


@dataclass(frozen=True)
class Recipient:
    """A mail that follows from a request: of which kind, to which address, about whom."""

    kind: str
    address: str
    user: Any = None
    context: dict[str, Any] = field(default_factory=dict)


def _link(purpose: links.Purpose, mint: Callable[[Mail], str | None]) -> Callable[[Mail], str]:
    def link(mail: Mail) -> str:
        token = mint(mail)
        if token is None:
            raise Obsolete
        return links.link(purpose, token)

    return link


def _verify_email(mail: Mail) -> str | None:
    is_his = mail.user is not None and email_of(mail.user) == mail.address
    return verification.token(mail.user) if mail.user and is_his else None


def _register(mail: Mail) -> str | None:
    waiting = registration.find(mail.context["registration"])
    return None if waiting is None else registration.token(waiting)


def _password_reset(mail: Mail) -> str | None:
    return passwords.token(mail.user, asked_at=mail.created_at) if mail.user else None


def _email_change(mail: Mail) -> str | None:
    return email_change.token(mail.user, mail.address) if mail.user else None


KINDS: Final[dict[str, Callable[[Mail], str] | None]] = {
    "verify_email": _link("verify_email", _verify_email),
    "register": _link("register", _register),
    "address_known": None,
    "password_reset": _link("password_reset", _password_reset),
    "password_changed": None,
    "password_was_reset": None,
    "email_change": _link("email_change", _email_change),
    "email_change_notice": None,
    "email_changed": None,
    "account_deleted": None,
    "new_device": None,
    "session_reused": None,
}
"""How the link of each kind of mail is made, where it has one; made when it is sent, and never stored."""


ASKED_FOR: Final = {"address_known", *(kind for kind, link in KINDS.items() if link)}
"""What anybody can have sent to any address, and what is therefore limited for each."""


def _verification_request(mail: Mail) -> Iterable[Recipient]:
    people = list(people_with(mail.address))
    waiting = None if people else registration.newest(mail.address)
    if waiting is not None:
        return [Recipient("register", waiting.address, None, {"registration": str(waiting.pk)})]
    return [Recipient("verify_email", email_of(user), user) for user in people if user.is_active]


def _password_reset_request(mail: Mail) -> Iterable[Recipient]:
    # To the address on record, not to the one typed: they can differ in letters that only look alike.
    return [Recipient("password_reset", email_of(user), user) for user in people_with(mail.address) if user.is_active]


def _registration_request(mail: Mail) -> Iterable[Recipient]:
    if is_taken(mail.address):
        return [Recipient("address_known", email_of(user), user) for user in people_with(mail.address)]
    return [Recipient("register", mail.address, None, mail.context)]


REQUESTS: Final[dict[str, Callable[[Mail], Iterable[Recipient]]]] = {
    "verification_request": _verification_request,
    "password_reset_request": _password_reset_request,
    "registration_request": _registration_request,
}
"""What is asked for an address that may be nobody's: whom it concerns is looked up here, after the answer."""


def message(mail: Mail) -> EmailMultiAlternatives:
    """The message of a waiting mail, with a link made at this moment.

    Raises:
        Obsolete: there is nothing to say any more.
        KeyError: there is no such kind.
    """
    make_link = KINDS[mail.kind]
    with translation.override(mail.language) if mail.language else nullcontext():
        context = {
            # Of a mail that nobody's browser caused, so that our own templates name nothing that is not there.
            **dict.fromkeys(("ip", "browser", "system"), ""),
            **mail.context,
            "link": _Unprinted(make_link(mail) if make_link else ""),
            "site": conf.site_name,
            "site_url": conf.link_base,
            "name": _Unprinted(mail.user.get_username() if mail.user else ""),
            "email": _Unprinted(email_of(mail.user) if mail.user else mail.address),
            "at": mail.created_at,
            "hours": _hours(mail.kind),
        }
        subject = render_to_string(f"safejwt/mail/{mail.kind}.subject.txt", context)
        text = render_to_string(f"safejwt/mail/{mail.kind}.txt", context)
        html = render_to_string(f"safejwt/mail/{mail.kind}.html", context)
    result = EmailMultiAlternatives(
        # One line, whatever a template holds (RFC 5322 section 2.2).
        subject=" ".join(subject.split()),
        body=text,
        to=[mail.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    result.attach_alternative(html, "text/html")
    return result


def _hours(kind: str) -> int:
    lifetime = conf.reset_lifetime if kind == "password_reset" else conf.verification_lifetime
    return max(1, round(lifetime.total_seconds() / 3600))
