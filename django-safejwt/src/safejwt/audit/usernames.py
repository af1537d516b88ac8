"""Names as they are compared where a name stands for an account: in limits, in the cookie of a device, in the log."""

from unicodedata import normalize

__all__ = ["comparable_username"]


def comparable_username(name: str) -> str:
    """One spelling for each account: as the login reads it and the user model compares it, or each would count apart."""
    return normalize("NFKC", name).strip().casefold()
