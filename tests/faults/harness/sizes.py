"""Which experiments run, and at which size.

By default a few stories run at small size. FAULTS=all runs every experiment at small size,
FAULTS=full at full size.
"""

import os
from typing import TypeVar

__all__ = ["ALL", "FULL", "full_or"]

FULL = os.environ.get("FAULTS") == "full"
ALL = FULL or os.environ.get("FAULTS") == "all"


Number = TypeVar("Number", int, float)


def full_or(full: Number, otherwise: Number) -> Number:
    """Return `full` in a full run, else `otherwise`."""
    return full if FULL else otherwise
