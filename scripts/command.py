"""How every command in this folder starts and ends."""

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn


class CommandError(Exception):
    """Ends the command with one sentence that says what is missing and what to do."""


class Unavailable(CommandError):
    """What a suite needs and this machine cannot have: the suite is skipped, and the sentence is in the report."""


def run(main: Callable[[], int]) -> NoReturn:
    """Call `main` and exit with its code; failures and interruptions end in a sentence, not a traceback."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup ignores SIGHUP, and means it.
            signal.signal(number, _interrupt)
    try:
        code = main()
    except CommandError as failure:
        print(failure, file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        code = 130
    sys.exit(code)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # A closed terminal and a supervisor's SIGTERM take the same way out as Ctrl-C, so nothing stays behind.
    raise KeyboardInterrupt
