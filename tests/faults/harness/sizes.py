"""How much of everything: small by default, all that the security bar asks for with FAULTS=full."""

import os

__all__ = ["FULL", "full_or"]

FULL = os.environ.get("FAULTS") == "full"


def full_or(full: int, otherwise: int) -> int:
    """`full` in a full-size run, else `otherwise`."""
    return full if FULL else otherwise
