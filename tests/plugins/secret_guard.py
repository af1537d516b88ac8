"""A pytest plugin: no secret that a suite issues is in anything logged while it runs, on any logger, from DEBUG on.

A conftest registers it in `pytest_configure` and names the secrets: `GUARD.learn(password)`,
`GUARD.learn_results(module, "function")`. A session in which one was logged has failed, and its summary says where.
Tests that log a secret on purpose are marked `logs_a_secret`.
"""

import functools
import logging
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

__all__ = ["GUARD", "Guard", "text_of"]

# Shorter secrets occur in innocent text.
_SHORTEST = 12
# Tokens, cookies and the parts of links. These are cut out of the text and looked up: searching each line for a hundred
# thousand tokens would take too long.
_OPAQUE = re.compile(r"[\w-]{12,}", re.ASCII)


class Guard:
    """What must not be logged, and where it was."""

    def __init__(self) -> None:
        # Logger, line and test, each with the beginning of the secret.
        self.leaks: dict[str, str] = {}
        self.records = 0
        self.learned = 0
        self._opaque: set[str] = set()
        self._phrases: set[str] = set()
        self.is_watching = True

    def learn(self, secret: str) -> None:
        """Remember a secret. Each part of a signed value is one too, except the header of a JWT."""
        if len(secret) < _SHORTEST:
            return
        self.learned += 1
        if re.fullmatch(r"[\w.:-]+", secret, re.ASCII):
            header = secret.partition(".")[0] if secret.count(".") == 2 else ""
            self._opaque |= {part for part in _OPAQUE.findall(secret) if part != header}
        else:
            self._phrases.add(secret)

    def learn_results(self, module: Any, name: str) -> None:
        """Remember whatever this function returns from now on."""
        self._learn_from(module, name)

    def learn_arguments(self, owner: Any, name: str, position: int) -> None:
        """Remember whatever text this function receives at this position from now on."""
        self._learn_from(owner, name, position)

    def _learn_from(self, owner: Any, name: str, position: int | None = None) -> None:
        original = getattr(owner, name)

        @functools.wraps(original)
        def learning(*args: Any, **kwargs: Any) -> Any:
            # Arguments first: the function itself may log them.
            if position is not None and len(args) > position and isinstance(args[position], str):
                self.learn(args[position])
            result = original(*args, **kwargs)
            if position is None:
                self.learn(result)
            return result

        setattr(owner, name, learning)

    def search(self, record: logging.LogRecord) -> None:
        if not self.is_watching:
            return
        self.records += 1
        for beginning in self.find(text_of(record)):
            place = f"{record.name}, {record.pathname}:{record.lineno}, in {os.environ.get('PYTEST_CURRENT_TEST')}"
            self.leaks.setdefault(place.replace(f"{Path.cwd()}/", ""), beginning)

    def find(self, text: str) -> list[str]:
        """Return the beginning of each secret in this text, also of those that are quoted as in a URL."""
        parts = {*_OPAQUE.findall(text), *(_OPAQUE.findall(unquote(text)) if "%" in text else ())}
        found = [*sorted(parts & self._opaque), *(phrase for phrase in self._phrases if phrase in text)]
        return [f"{secret[:4]}… ({len(secret)} characters)" for secret in found]


GUARD = Guard()


def text_of(record: logging.LogRecord) -> str:
    """Return message, arguments, attributes and traceback."""
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{vars(record)!r}\n{trace}"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs_a_secret: logs one on purpose; the secret guard looks away")
    # Not a handler, which misses loggers that do not propagate and those that a test configures.
    original = logging.Logger.handle

    def handle(self: logging.Logger, record: logging.LogRecord) -> None:
        GUARD.search(record)
        original(self, record)

    logging.Logger.handle = handle  # type: ignore[method-assign]
    for name in ("", "django"):
        logging.getLogger(name).setLevel(logging.DEBUG)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    GUARD.is_watching = item.get_closest_marker("logs_a_secret") is None
    try:
        return (yield)
    finally:
        GUARD.is_watching = True


def pytest_sessionfinish(session: pytest.Session) -> None:
    if GUARD.leaks and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if GUARD.records:
        terminalreporter.write_line(f"{GUARD.records} log records were searched for {GUARD.learned} secrets.")
    for place, beginning in GUARD.leaks.items():
        terminalreporter.write_line(f"A SECRET WAS LOGGED: {place}: {beginning}", red=True)
