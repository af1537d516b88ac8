"""Hashing and comparing passwords. The password validators are in `safejwt.password_validators`."""

from .hashing import compare_with_nobody, hashed, matches, normalized

__all__ = ["compare_with_nobody", "hashed", "matches", "normalized"]
