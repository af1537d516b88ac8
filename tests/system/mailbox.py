"""The emails that were sent, for tests that follow links."""

import re
from urllib.parse import unquote

from django.core import mail
from safejwt.accounts.mail.delivery import send_due

__all__ = ["last_token", "send_all", "tokens"]


def send_all() -> int:
    """Send all waiting emails; return how many were sent so far."""
    list(send_due())
    return len(mail.outbox)


def tokens() -> list[str]:
    """The tokens in all links sent so far, oldest first."""
    send_all()
    found = [re.search(r"(?<!/secure-account)#token=(\S+)", str(message.body)) for message in mail.outbox]
    return [unquote(match[1]) for match in found if match]


def last_token() -> str:
    return tokens()[-1]
