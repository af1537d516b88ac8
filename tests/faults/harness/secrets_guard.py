"""The secrets of the users of the tests, which must be in no line that a backend wrote into its log (security bar K2)."""

import re
from pathlib import Path

from secret_guard import Guard

__all__ = ["HANDED_OUT", "assert_none_in"]

HANDED_OUT = Guard()
"""The passwords users have, and the cookies and tokens they were given."""

# Also one that nobody here was given.
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]{20,}", re.ASCII)


def assert_none_in(log: Path) -> None:
    """Fails and says where a secret was logged, and does not repeat it."""
    if not log.exists():
        return
    with log.open(errors="replace") as lines:
        for line in lines:
            found = HANDED_OUT.find(line) or (["a token"] if _TOKEN.search(line) else [])
            if found:
                # The place comes first, see fault_points.Everything.
                raise RuntimeError(f"a secret was logged: {line.partition(': ')[0][:200]}: {found}")
