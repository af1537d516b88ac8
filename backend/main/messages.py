"""Messages of the admin in a cookie that no other host can set."""

from django.contrib.messages.storage.cookie import CookieStorage

__all__ = ["HostCookieStorage"]


class HostCookieStorage(CookieStorage):
    """Django's own has a name without the prefix (OWASP ASVS 3.3.1), and no setting for it."""

    cookie_name = "__Host-messages"
