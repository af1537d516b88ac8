"""Access and refresh tokens, and the keys that sign them. Independent of the database and of requests."""

from .claims import AccessClaims, RefreshClaims
from .jwt import issue_access_token, issue_refresh_token, read_access_token, read_refresh_token

__all__ = [
    "AccessClaims",
    "RefreshClaims",
    "issue_access_token",
    "issue_refresh_token",
    "read_access_token",
    "read_refresh_token",
]
