"""Signals about sessions.

`sender` is `RefreshToken`. A signal is sent once per change, after the change has been written, by the request or command that
wrote it. If the caller has opened a transaction, it is sent inside that transaction; use `transaction.on_commit` in the
receiver to wait for its end. A receiver that raises stops nothing: Django logs the error on `django.dispatch`.

A login also sends Django's `user_logged_in`, a failed login `user_login_failed`, and a logout `user_logged_out`.
"""

from django.dispatch import Signal

__all__ = [
    "all_sessions_ended",
    "device_presented",
    "email_set_in_admin",
    "event_recorded",
    "new_device_signed_in",
    "password_reset_wanted",
    "password_set_in_admin",
    "purge_requested",
    "refresh_token_reused",
    "session_ended",
    "session_rotated",
    "session_started",
    "username_changed",
]

event_recorded = Signal()
"""A security event was recorded, at whatever level the logger is. There is no sender.

Args:
    event: its name, as in the table of events.
    facts: its attributes by name.
"""

purge_requested = Signal()
"""`safejwt_purge` starts. There is no sender, and there are no arguments.

Return a `safejwt.management.retention.Retention` to have more expired rows deleted.
"""

session_started = Signal()
"""A session started.

Args:
    session: the row.
    user: its user.
"""

session_rotated = Signal()
"""A refresh token was rotated. Not sent for a retry after a lost response.

Args:
    session: the row with its new generation.
    user: its user.
"""

session_ended = Signal()
"""The row of a session was deleted, because its user, an administrator or a rule ended it.

Not sent when a password change ends a session but leaves its row, when the user's row is deleted, or for expired rows
that `safejwt_purge` deletes. `safejwt_revoke_sessions` sends it after each batch has committed.

Args:
    sid: the UUID of the session.
    reason: `"logout"`, `"replaced"`, `"revoked"`, `"forgotten"`, `"evicted"`, `"expired"`, `"reused"`,
        `"restored_backup"` or `"deactivated"`.
"""

all_sessions_ended = Signal()
"""A user, an administrator or a new password has ended all sessions of a user, or all but the one in use.

Sent even if there was no session. A project with other kinds of logins ends them too. Those of `SAFEJWT_ADOPT` are ended by
the package. Not sent by `safejwt_revoke_sessions`, nor when a password is set without `safejwt.accounts` outside
of the admin.

Args:
    user: the user.
"""

refresh_token_reused = Signal()
"""A refresh token was reused, and its session has been ended: notify the owner. `session_ended` is sent, too.

Args:
    session: the row before it was deleted.
    user: its user.
    generation: the generation that was presented.
"""

new_device_signed_in = Signal()
"""A user logged in with a browser that is new to them, in the app or at the admin: notify the user.

Not sent at their very first login. A browser without cookies is always new.

Args:
    user: the user.
    sid: the UUID of the session.
    request: Django's request.
"""

device_presented = Signal()
"""A browser presents the cookie of a known device. The sender is the user model.

Return `False` if the user has had it forgotten since then. The device then counts as new.

Args:
    user: the user.
    at: when the user last started a session with it, in whole seconds.
"""

username_changed = Signal()
"""An administrator changed the username of this user: notify the user. The sender is the user model.

The address and browser of the administrator are not for them.

Args:
    user: the user.
"""

email_set_in_admin = Signal()
"""An administrator has changed the email address of a user: notify the old one. The sender is the user model.

Args:
    user: the user.
    old: the old address, or an empty string.
"""

password_set_in_admin = Signal()
"""A password was set in the admin, by the user or by an administrator: notify the user. The sender is the user model.

All other sessions of the user have ended.

Args:
    user: the user.
    request: Django's request, or None if it was an administrator, whose address and browser are not for the user.
"""

password_reset_wanted = Signal()
"""An administrator wants this user to set a new password: send the email. The sender is the user model.

The admin offers the action if there are receivers. Return `False` if this user receives no email.

Args:
    user: the user.
    request: Django's request.
"""
