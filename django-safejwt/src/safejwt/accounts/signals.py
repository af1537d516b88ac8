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

# A user verified their address. Arguments: user, email.
email_verified = Signal()

# A user's address changed, and the new one is verified. Arguments: user, old, email.
email_changed = Signal()

# A logged-in user changed their password. Arguments: user.
password_changed = Signal()

# A user set a password with an emailed link, and all their sessions were ended. Arguments: user.
password_reset = Signal()

# A user is about to be deleted, in the same transaction. Receivers delete or anonymize related rows.
# Rows whose foreign key has PROTECT or RESTRICT would otherwise make the deletion fail with a 400.
# An exception in a receiver stops the deletion. Arguments: user.
account_deleting = Signal()

# Users download the data of their account. Receivers return the project's own data about them: a mapping of JSON values by
# name, without secrets. An exception in a receiver stops the export, because it would be incomplete. Arguments: user.
account_exporting = Signal()

# An email is queued and committed. The sender is the model `Mail`.
mail_queued = Signal()
