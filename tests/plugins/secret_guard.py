"""A pytest plugin: no secret that a suite hands out is in anything that is logged while it runs, on any logger, from DEBUG on.

A conftest registers it in its `pytest_configure`, and says what the secrets are: `GUARD.learn(password)`,
`GUARD.learn_results(module, "function")`. What was logged is searched as it comes; what leaked is told when the session ends, which then has failed. A
test that logs a secret on purpose is marked `logs_a_secret`.
"""

import functools
import logging
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

__all__ = ["GUARD", "Guard", "text_of"]

# Shorter ones are found in innocent text.
_SHORTEST = 12
# Tokens, their parts, cookies and the parts of links: what may be one is cut out of the text, and looked up. Looking for each of
# a hundred thousand tokens would take as many searches for each line.
_OPAQUE = re.compile(r"[\w-]{12,}", re.ASCII)
_SHOWN = 4


class Guard:
    """What must not be logged, and where it was."""

    def __init__(self) -> None:
        self.leaks: dict[str, str] = {}
        """Logger, line and test, and the beginning of what was found there."""
        self.records = 0
        self.learned = 0
        self._opaque: set[str] = set()
        self._phrases: set[str] = set()
        self._is_watching = True

    def learn(self, secret: str) -> None:
        """Of what was signed, each part is a secret too, but the header of a JWT."""
        if len(secret) < _SHORTEST:
            return
        self.learned += 1
        if re.fullmatch(r"[\w.:-]+", secret, re.ASCII):
            header = secret.partition(".")[0] if secret.count(".") == 2 else ""
            self._opaque |= {part for part in _OPAQUE.findall(secret) if part != header}
        else:
            self._phrases.add(secret)

    def learn_results(self, module: Any, name: str) -> None:
        """From now on, what this function returns is a secret."""
        original = getattr(module, name)

        @functools.wraps(original)
        def learning(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            self.learn(result)
            return result

        setattr(module, name, learning)

    def learn_arguments(self, owner: Any, name: str, position: int) -> None:
        """From now on, what this function is given at this place is a secret, where it is text."""
        original = getattr(owner, name)

        @functools.wraps(original)
        def learning(*args: Any, **kwargs: Any) -> Any:
            if len(args) > position and isinstance(args[position], str):
                self.learn(args[position])
            return original(*args, **kwargs)

        setattr(owner, name, learning)

    def search(self, record: logging.LogRecord) -> None:
        if not self._is_watching:
            return
        self.records += 1
        for beginning in self.find(text_of(record)):
            place = f"{record.name}, {record.pathname}:{record.lineno}, in {os.environ.get('PYTEST_CURRENT_TEST')}"
            self.leaks.setdefault(place, beginning)

    def find(self, text: str) -> list[str]:
        """The secrets in this text, the beginning of each."""
        # Also as it stands in an address.
        parts = {*_OPAQUE.findall(text), *(_OPAQUE.findall(unquote(text)) if "%" in text else ())}
        found = sorted(parts & self._opaque)
        found += [phrase for phrase in self._phrases if phrase in text]
        return [f"{secret[:_SHOWN]}… ({len(secret)} characters)" for secret in found]

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        self._is_watching = False
        try:
            yield
        finally:
            self._is_watching = True


GUARD = Guard()


def text_of(record: logging.LogRecord) -> str:
    """Message, arguments, attributes and traceback."""
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{vars(record)!r}\n{trace}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_a_secret: logs one on purpose; the guard of the suite looks away")
    # Not a handler: a logger that does not propagate, or one that a test configures, would be missed.
    original = logging.Logger.handle

    def handle(self: logging.Logger, record: logging.LogRecord) -> None:
        GUARD.search(record)
        original(self, record)

    logging.Logger.handle = handle  # type: ignore[method-assign]
    for name in ("", "django"):
        logging.getLogger(name).setLevel(logging.DEBUG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if item.get_closest_marker("logs_a_secret"):
        with GUARD.looking_away():
            return (yield)
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if GUARD.leaks and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if GUARD.records:
        terminalreporter.write_line(f"{GUARD.records} log records were searched for {GUARD.learned} secrets.")
    for place, beginning in GUARD.leaks.items():
        terminalreporter.write_line(f"A SECRET WAS LOGGED: {_short(place)}: {beginning}", red=True)


def _short(place: str) -> str:
    return place.replace(f"{Path.cwd()}/", "")
