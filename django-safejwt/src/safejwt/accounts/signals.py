"""Announcements of what happened to accounts.

The contract: `sender` is the user model, and each is sent once, after the change was written; where a transaction is open,
inside it. A receiver that raises stops nothing, but for `account_deleting`.
"""

from django.dispatch import Signal

__all__ = ["account_deleting", "email_changed", "email_verified", "mail_queued", "password_changed", "password_reset"]

# A person confirmed his address. user, email.
email_verified = Signal()

# A person's address is another one, and confirmed. user, old, email.
email_changed = Signal()

# A person who is signed in chose another password. user.
password_changed = Signal()

# A person chose another password by the link of a mail, and all his sessions were ended. user.
password_reset = Signal()

# A person's row is about to be deleted, in the same transaction: delete or make anonymous what hangs on it, above all what a
# foreign key with PROTECT or RESTRICT keeps, or the deletion is refused (400). A receiver that raises stops it. user.
account_deleting = Signal()

# A mail waits to be sent, and its row is committed. The sender is the model `Mail`.
mail_queued = Signal()
