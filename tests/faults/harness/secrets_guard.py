"""The secrets of the test users, which no log line may hold."""

import re
from pathlib import Path

from secret_guard import Guard

__all__ = ["KNOWN_SECRETS", "assert_no_secret_in"]

KNOWN_SECRETS = Guard()
"""Passwords, cookies and tokens of all users."""

# Also tokens that no user received.
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]{20,}", re.ASCII)


def assert_no_secret_in(log: Path) -> None:
    """Raise an error that says where a secret was logged, without repeating it."""
    if not log.exists():
        return
    with log.open(errors="replace") as lines:
        for line in lines:
            found = KNOWN_SECRETS.find(line) or (["a token"] if _TOKEN.search(line) else [])
            if found:
                # The location comes first, see fault_points.Everything.
                raise RuntimeError(f"a secret was logged: {line.partition(': ')[0][:200]}: {found}")
