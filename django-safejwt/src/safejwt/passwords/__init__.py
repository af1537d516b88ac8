"""Hashing and comparing passwords. The password validators are in `safejwt.password_validators`."""

from .hashing import hash_without_user, hashed, is_unchanged, matches, normalized

__all__ = ["hash_without_user", "hashed", "is_unchanged", "matches", "normalized"]
