"""Names as they are compared where a name stands for an account: in limits, in the cookie of a device, in the log."""

from unicodedata import normalize

__all__ = ["canonical_name"]


def canonical_name(name: str) -> str:
    """One spelling for each account: as the login reads it and the user model compares it, or each would count apart."""
    return normalize("NFKC", name).strip().casefold()
