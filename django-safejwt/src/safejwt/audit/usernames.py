"""Username normalization for rate limits, device cookies and logs."""

from unicodedata import normalize

__all__ = ["comparable_username"]


def comparable_username(name: str) -> str:
    """Return one spelling for each account, so that different spellings of a username share one limit."""
    return normalize("NFKC", name).strip().casefold()
