"""What has been mailed, for tests that follow links."""

import re
from urllib.parse import unquote

from django.core import mail
from safejwt.accounts.mail.delivery import send_due

__all__ = ["last_token", "send_all", "tokens"]


def send_all() -> int:
    """Sends all that waits; returns how many mails there are by now."""
    list(send_due())
    return len(mail.outbox)


def tokens() -> list[str]:
    """The tokens of all links that were mailed, the oldest first."""
    send_all()
    found = [re.search(r"#token=(\S+)", str(message.body)) for message in mail.outbox]
    return [unquote(match[1]) for match in found if match]


def last_token() -> str:
    return tokens()[-1]
