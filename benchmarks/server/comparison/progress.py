"""Says what the benchmark does, with the time since its start."""

import sys
import time

__all__ = ["say"]

_STARTED = time.monotonic()


def say(line: str) -> None:
    seconds = int(time.monotonic() - _STARTED)
    sys.stdout.write(f"{seconds // 60:3d}:{seconds % 60:02d}  {line}\n")
    sys.stdout.flush()
