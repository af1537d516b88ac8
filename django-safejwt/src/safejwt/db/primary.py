"""The database that sessions are read from and written to."""

from django.db import router

from ..models import RefreshToken

__all__ = ["primary_alias"]


def primary_alias() -> str:
    """The alias of the primary database: a replica that lags would bring back a session that has just ended."""
    return str(router.db_for_write(RefreshToken))
