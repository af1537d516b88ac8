"""Announcements of what happened to sessions.

The contract: `sender` is `RefreshToken`. A signal is sent once for each change, after it has been written, in the request or
command that wrote it; where the caller has a transaction open, inside that transaction (`transaction.on_commit` in the
receiver waits for its end). A receiver that raises stops nothing: Django logs the error on `django.dispatch`.

Login itself also sends Django's `user_logged_in`, failure to log in `user_login_failed`.
"""

from django.dispatch import Signal

__all__ = [
    "event_recorded",
    "new_device_signed_in",
    "password_reset_wanted",
    "purge_requested",
    "refresh_token_reused",
    "session_ended",
    "session_rotated",
    "session_started",
]

# A security event was recorded (`safejwt.audit.events`), at whatever level the logger is. No sender. event=its name, facts=its
# attributes by name.
event_recorded = Signal()

# `safejwt_purge` starts: return a `safejwt.management.retention.Retention` to have more expired rows deleted. No sender.
purge_requested = Signal()

# A session began. session=the row, user=the person.
session_started = Signal()

# A session got a new refresh token; an answer that was lost and is given again announces nothing. session=the row with its
# new generation, user=the person.
session_rotated = Signal()

# A session was ended by a person, an administrator or a rule, and its row is gone. sid=UUID, reason="logout" | "replaced" |
# "revoked" | "evicted" | "expired" | "reused" | "restored_backup". Not sent: where a password change or a deactivation
# leaves the row, where the user's own row is deleted, and for the long expired rows that `safejwt_purge` removes.
session_ended = Signal()

# A refresh token was used twice and the session has been ended, which session_ended says too: tell its owner. session=the
# row as it was, user=the person, generation=the generation that was presented.
refresh_token_reused = Signal()

# Somebody signed in with a browser in which he had not before, and not for the first time ever: tell him. Without cookies
# every browser is new. user=the person, sid=UUID, request=the HttpRequest.
new_device_signed_in = Signal()

# An administrator wants this person to set a new password: send the mail for that. user=the person, request=the
# HttpRequest. The admin offers it where somebody listens, and does not count people for whom all receivers return False.
password_reset_wanted = Signal()
