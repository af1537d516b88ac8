"""From a queued row to a message: the base classes of all kinds of email.

The text of an email comes from three templates: `safejwt/mail/<kind>.subject.txt`, `.txt` and
`.html`. A project's template of the same name takes precedence. docs/guides/accounts.md lists what
the templates get.
"""

import re
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from safejwt.audit.field_labels import field_label
from safejwt.audit.user_agents import UserAgent, device_name
from safejwt.audit.usernames import username_of

from ..conf import conf
from ..email_addresses import email_of
from ..languages import language_of
from ..models import Mail
from . import links

__all__ = ["Email", "EmailRequest", "LinkEmail", "Obsolete", "RedactedStr"]

# Senders whose replies no one reads.
_NO_REPLY: Final = re.compile(r"\b(no|do-?not)[-._]?reply", re.I)
# Pages of the app that an email leads to without a token.
_PAGES: Final = {
    "devices_url": "/account/devices",
    "password_url": "/account/password",
    "reset_url": "/forgot-password",
}


class Obsolete(Exception):
    """The email no longer applies, so it is not sent."""


class RedactedStr(str):
    """Text whose repr is hidden.

    At DEBUG, Django logs the whole context of a template that uses an unknown variable. A project's
    template may do that.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


class Email:
    """A kind of email. Subclasses stand beside their flow; `safejwt.accounts.emails` lists them."""

    kind: ClassVar[str]
    purpose: ClassVar[links.Purpose | None] = None
    is_in_history: ClassVar[bool] = True
    """Whether the user's history lists what has become of it."""

    def is_limited(self, mail: Mail) -> bool:
        """Whether `SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS` applies."""
        return True

    def link(self, mail: Mail) -> str:
        return ""

    def message(self, mail: Mail) -> EmailMultiAlternatives:
        """Render the message, in the language of its user or of the row.

        Raises:
            Obsolete: the email no longer applies.
        """
        language = language_of(mail.user, otherwise=mail.language)
        with translation.override(language) if language else nullcontext():
            context = self.context(mail)
            subject = render_to_string(f"safejwt/mail/{self.kind}.subject.txt", context)
            text = render_to_string(f"safejwt/mail/{self.kind}.txt", context)
            html = render_to_string(f"safejwt/mail/{self.kind}.html", context)
        message = EmailMultiAlternatives(
            # A header is one line (RFC 5322 section 2.2), whatever the template holds.
            subject=" ".join(subject.split()),
            body=text,
            to=[mail.address],
            reply_to=[conf.contact_email] if conf.contact_email else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(html, "text/html")
        return message

    def context(self, mail: Mail) -> dict[str, Any]:
        """Return the variables of the templates."""
        seconds = links.lifetime(self.purpose).total_seconds()
        client = UserAgent(mail.context.get("browser"), mail.context.get("system"))
        return {
            # Our own templates must not use an unknown variable when no client caused the email.
            **dict.fromkeys(("ip", "browser", "system", "secure_link", "requested_by"), ""),
            **mail.context,
            "device": device_name(client),
            "link": RedactedStr(self.link(mail)),
            "site": conf.site_name,
            "site_url": conf.link_base,
            "contact": conf.contact_email,
            "may_reply": not _NO_REPLY.search(settings.DEFAULT_FROM_EMAIL),
            **{name: f"{conf.link_base}{path}" for name, path in _PAGES.items()},
            "name": RedactedStr(_name_of(mail.user) if mail.user else ""),
            "username": RedactedStr(_typed_name_of(mail.user) if mail.user else ""),
            "username_label": field_label(get_user_model().USERNAME_FIELD),
            "email": RedactedStr(email_of(mail.user) if mail.user else mail.address),
            "at": mail.created_at,
            "hours": max(1, int(seconds // 3600)),
            "minutes": int(seconds // 60) if seconds < 3600 else 0,
        }


def _name_of(user: Any) -> str:
    """The name of the user in one line, if their model knows one. Otherwise what they log in by, or their address."""
    for method in ("get_full_name", "get_short_name"):
        known = getattr(user, method, str)()
        if name := " ".join(str(known or "").split()):
            return name
    return username_of(user) or email_of(user)


def _typed_name_of(user: AbstractBaseUser) -> str:
    """What the user logs in by, or "" if that is their address alone."""
    name = username_of(user)
    return "" if conf.login == "email" or name == email_of(user) else name


class LinkEmail(Email):
    """An email with a link. The link is made at delivery and never stored."""

    purpose: ClassVar[links.Purpose]

    def link(self, mail: Mail) -> str:
        token = self.token(mail)
        if token is None:
            raise Obsolete
        return links.link(self.purpose, token)

    def token(self, mail: Mail) -> str | None:
        """Return the token of the link, or None if the email no longer applies."""
        raise NotImplementedError


class EmailRequest:
    """A request for an email to an address that may belong to no user.

    It is queued like an email. Delivery replaces it by the emails it results in.
    """

    kind: ClassVar[str]

    def emails(self, mail: Mail) -> Iterable[Mail]:
        """Return the emails to queue, not saved; delivery sets their language and times."""
        raise NotImplementedError
