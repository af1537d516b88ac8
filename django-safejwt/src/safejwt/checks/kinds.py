"""What the value of a setting can be. Each kind has the id of its system check and the words that say what is right."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Final

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf import parse_rates

__all__ = [
    "TOKEN",
    "Kind",
    "duration",
    "messages",
    "number",
    "optional",
    "rate",
    "text",
    "unknown_names",
    "word",
    "words",
    "wrong_names",
    "yes_or_no",
]
# RFC 9110 section 5.6.2: what the name of a cookie and the word before a token consist of.
TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


@dataclass(frozen=True, slots=True)
class Kind:
    """`wants` goes on from "SAFEJWT_X has to be", `example` from "for example"."""

    check_id: str
    wants: str
    example: str
    is_right: Callable[[object], bool]


def duration(check_id: str, least: timedelta, most: timedelta | None = None) -> Kind:
    """A length of time; a bare number would leave open whether it means seconds or minutes."""
    bounds = f"of {least} or more" if most is None else f"from {least} to {most}"
    return Kind(
        check_id,
        f"a timedelta {bounds}",
        f"timedelta(seconds={max(least, timedelta(seconds=60)).total_seconds():.0f})",
        lambda value: isinstance(value, timedelta) and least <= value and (most is None or value <= most),
    )


def number(check_id: str, least: int, example: int) -> Kind:
    # True is an int to Python.
    return Kind(
        check_id, f"a whole number from {least} on", str(example), lambda value: type(value) is int and value >= least
    )


def yes_or_no(check_id: str) -> Kind:
    # "False" from the environment is a text, and true.
    return Kind(check_id, "True or False, not a text", "True", lambda value: isinstance(value, bool))


def word(check_id: str, *choices: str) -> Kind:
    quoted = [f'"{choice}"' for choice in choices]
    return Kind(check_id, f"one of {', '.join(quoted)}", quoted[0], lambda value: value in choices)


def text(check_id: str, wants: str, example: str, pattern: re.Pattern[str] | None = None) -> Kind:
    """A text that is not empty, and of that pattern as a whole."""
    return Kind(check_id, wants, f'"{example}"', lambda value: _is_text(value, pattern))


def words(check_id: str, wants: str, example: str, pattern: re.Pattern[str] | None = None, least: int = 1) -> Kind:
    """A list or tuple of texts. One text alone is none: Python would take it for a list of letters."""
    return Kind(
        check_id,
        wants,
        example,
        lambda value: (
            isinstance(value, list | tuple) and len(value) >= least and all(_is_text(item, pattern) for item in value)
        ),
    )


def rate(check_id: str) -> Kind:
    return Kind(check_id, "a rate: number, slash, s, m, h or d", '"10/m" or "30/h,100/d"', _is_rate)


def optional(kind: Kind) -> Kind:
    return Kind(
        kind.check_id, f"None or {kind.wants}", kind.example, lambda value: value is None or kind.is_right(value)
    )


def wrong_names(given: Mapping[str, object], kinds: Mapping[str, Kind]) -> set[str]:
    """The settings whose values are none that they can have."""
    return {name for name, value in given.items() if name in kinds and not kinds[name].is_right(value)}


def messages(names: Collection[str], kinds: Mapping[str, Kind]) -> Iterator[CheckMessage]:
    """An error for each of these settings. It says what is right, and not the value, which may be a secret."""
    for name in sorted(names):
        kind = kinds[name]
        yield Error(f"{name} has to be {kind.wants}.", hint=f"For example {kind.example}.", id=kind.check_id)


def unknown_names(given: Collection[str], known: Collection[str], check_id: str) -> Iterator[CheckMessage]:
    """A warning for each setting that nothing reads: a typing error leaves the default in force and says nothing."""
    for name in sorted(set(given) - set(known)):
        near = get_close_matches(name, known, n=1)
        yield CheckWarning(
            f"There is no setting {name}.",
            hint=f"Is {near[0]} meant?" if near else "Remove it, or look its name up in docs/settings.md.",
            id=check_id,
        )


def _is_text(value: object, pattern: re.Pattern[str] | None) -> bool:
    return isinstance(value, str) and value != "" and (pattern is None or pattern.fullmatch(value) is not None)


def _is_rate(value: object) -> bool:
    if value is not None and not isinstance(value, str):
        return False
    try:
        parse_rates(value)
    except ValueError:
        return False
    return True
