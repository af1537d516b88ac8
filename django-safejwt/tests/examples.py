"""How many examples a property test draws."""

import os

__all__ = ["examples"]


def examples(usual: int) -> int:
    """Return ten times as many in the long run, which `HYPOTHESIS_PROFILE=full` asks for."""
    return 10 * usual if os.environ.get("HYPOTHESIS_PROFILE") == "full" else usual
