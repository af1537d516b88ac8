"""Signals about sessions.

`sender` is `RefreshToken`. A signal is sent once per change, after the change has been written, by the request or command that
wrote it. If the caller has opened a transaction, it is sent inside that transaction; use `transaction.on_commit` in the
receiver to wait for its end. A receiver that raises stops nothing: Django logs the error on `django.dispatch`.

A login also sends Django's `user_logged_in`, a failed login `user_login_failed`, and a logout `user_logged_out`.
"""

from django.dispatch import Signal

__all__ = [
    "device_presented",
    "event_recorded",
    "new_device_signed_in",
    "password_reset_wanted",
    "purge_requested",
    "refresh_token_reused",
    "session_ended",
    "session_rotated",
    "session_started",
    "username_changed",
]

# A security event was recorded (`safejwt.audit.events`), at whatever level the logger is. No sender. event=its name, facts=its
# attributes by name.
event_recorded = Signal()

# `safejwt_purge` starts: return a `safejwt.management.retention.Retention` to have more expired rows deleted. No sender.
purge_requested = Signal()

# A session started. session=the row, user=its user.
session_started = Signal()

# A refresh token was rotated. Not sent for a retry after a lost response. session=the row with its new generation, user=its
# user.
session_rotated = Signal()

# A session was ended by its user, an administrator or a rule, and its row was deleted. sid=UUID, reason="logout" | "replaced" |
# "revoked" | "forgotten" | "evicted" | "expired" | "reused" | "restored_backup" | "deactivated". Not sent
# when a password change leaves the row, when the user is deleted, or for expired rows that `safejwt_purge` deletes.
session_ended = Signal()

# A refresh token was reused, and its session has been ended (session_ended is sent too): notify the owner. session=the row
# before it was deleted, user=its user, generation=the generation that was presented.
refresh_token_reused = Signal()

# A user logged in with a browser that is new to them, except at their very first login: notify the user. Without cookies
# every browser is new. user, sid=UUID, request=the HttpRequest.
new_device_signed_in = Signal()

# A browser presents the cookie of a known device of this user. Return False if the user has had it forgotten since.
# user, at=when the user last started a session with it, in whole seconds.
device_presented = Signal()

# An administrator changed the username of this user: notify the user. user. The address and browser of the administrator are
# not for them.
username_changed = Signal()

# An administrator wants this user to set a new password: send the email for it. user, request=the HttpRequest. The admin
# offers the action if there are receivers, and does not count users for whom all receivers return False.
password_reset_wanted = Signal()
