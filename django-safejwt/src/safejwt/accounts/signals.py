"""Signals about accounts.

The `sender` is the user model. Each signal is sent once, after the change is written and inside the
open transaction, if there is one. An exception in a receiver is logged and stops nothing, except
for `account_deleting` and `account_exporting`.
"""

from django.dispatch import Signal

__all__ = [
    "account_deleting",
    "account_exporting",
    "email_changed",
    "email_verified",
    "mail_queued",
    "password_changed",
    "password_reset",
]

email_verified = Signal()
"""A user confirmed their email address.

Args:
    user: the user.
    email: the address.
"""

email_changed = Signal()
"""A user's email address changed, and the new one is confirmed.

Args:
    user: the user.
    old: the address before.
    email: the new one.
"""

password_changed = Signal()
"""A logged-in user changed their password, or an administrator set it.

Args:
    user: the user.
"""

password_reset = Signal()
"""A user set a password with an emailed link, and all their sessions were ended.

Args:
    user: the user.
"""

account_deleting = Signal()
"""A user is about to be deleted, in the same transaction. Receivers delete or anonymize related rows.

Rows whose foreign key has PROTECT or RESTRICT would otherwise make the deletion fail with a 400. A receiver that raises
stops the deletion.

Args:
    user: the user.
"""

account_exporting = Signal()
"""A user downloads the data of their account. Receivers return the project's own data about them.

Return a mapping of JSON values by name, without secrets. A receiver that raises stops the export, which would be incomplete.

Args:
    user: the user.
"""

mail_queued = Signal()
"""An email waits to be sent, and its row has been committed. The sender is the model `Mail`. There are no arguments."""
