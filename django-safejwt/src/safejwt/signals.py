"""Announcements of what happened to sessions. Receivers run in the request, after the change has been written.

Login itself also sends Django's `user_logged_in`, failure to log in `user_login_failed`.
"""

from django.dispatch import Signal

__all__ = ["refresh_token_reused", "session_ended", "session_started"]

# A session began. sender=RefreshToken, session=the row, user=the person.
session_started = Signal()

# A session was ended by a person, an administrator or a rule. sender=RefreshToken, sid=UUID,
# reason="logout" | "replaced" | "revoked" | "expired" | "restored_backup".
session_ended = Signal()

# A refresh token was used twice and the session has been ended: tell its owner. sender=RefreshToken, session=the row
# as it was, user=the person, generation=the generation that was presented.
refresh_token_reused = Signal()
