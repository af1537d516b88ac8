"""A setting, and the rules for its value: what a system check accepts, and the words for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

__all__ = [
    "TOKEN",
    "Rule",
    "Setting",
    "boolean",
    "choice",
    "declared",
    "duration",
    "importable",
    "in_words",
    "integer",
    "matches",
    "optional",
    "parse_rates",
    "rates",
    "text",
    "words",
]

T = TypeVar("T")
# RFC 9110 section 5.6.2: the characters of a cookie's name, and of the scheme before a token.
TOKEN: Final = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_SECONDS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_UNITS: Final = {"d": "day", "h": "hour", "m": "minute", "s": "second"}


@dataclass(frozen=True, slots=True)
class Rule:
    """`expects` completes the sentence "SAFEJWT_X must be …", and `example` the sentence "For example …"."""

    check_id: str
    expects: str
    example: str
    accepts: Callable[[Any], bool]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A setting as an attribute of `conf`. It is read when it is used, so `override_settings` works."""

    name: str
    default: T | Callable[[], T]
    rule: Rule | None = None
    """None for a setting of Django, which has its own checks."""
    convert: Callable[[Any], Any] = _hashable

    def __get__(self, instance: object, owner: object = None) -> T:
        try:
            value = getattr(settings, self.name)
        except AttributeError:
            value = self.default() if callable(self.default) else self.default
        result: T = self.convert(value)
        return result


def declared(conf: object) -> dict[str, Rule]:
    """The rules of the settings that the class of `conf` declares, by the setting's name."""
    return {each.name: each.rule for each in vars(type(conf)).values() if isinstance(each, Setting) and each.rule}


def optional(rule: Rule) -> Rule:
    return replace(rule, expects=f"None or {rule.expects}", accepts=lambda value: value is None or rule.accepts(value))


def duration(check_id: str, minimum: timedelta, maximum: timedelta = timedelta.max) -> Rule:
    # A number would not say whether it counts seconds or minutes.
    expects = f"a timedelta of at least {in_words(minimum)}"
    if maximum != timedelta.max:
        expects += f" and at most {in_words(maximum)}"
    return Rule(
        check_id, expects, "timedelta(seconds=60)", lambda v: isinstance(v, timedelta) and minimum <= v <= maximum
    )


def integer(check_id: str, minimum: int, example: int) -> Rule:
    expects = f"an integer of at least {minimum}"
    # True is an int in Python.
    return Rule(check_id, expects, str(example), lambda value: type(value) is int and value >= minimum)


def boolean(check_id: str) -> Rule:
    # "False" from an environment variable is a non-empty string, and therefore true.
    return Rule(check_id, "True or False, not a string", "True", lambda value: isinstance(value, bool))


def choice(check_id: str, *choices: str | bool, example: str = "") -> Rule:
    quoted = [f'"{each}"' if isinstance(each, str) else str(each) for each in choices]
    return Rule(check_id, f"one of {', '.join(quoted)}", example or quoted[0], lambda value: value in choices)


def text(check_id: str, expects: str, example: str, pattern: str = "(?s:.+)") -> Rule:
    return Rule(check_id, expects, f'"{example}"', lambda value: matches(value, pattern))


def words(check_id: str, expects: str, example: str, pattern: str, minimum: int = 0) -> Rule:
    def accepts(value: object) -> bool:
        # A string is refused: Python would take it for a list of letters.
        return isinstance(value, list | tuple) and len(value) >= minimum and all(matches(v, pattern) for v in value)

    return Rule(check_id, expects, example, accepts)


def rates(check_id: str) -> Rule:
    return Rule(check_id, "None or rates: a number, a slash and s, m, h or d", '"10/m" or "30/h,100/d"', _are_rates)


def importable(check_id: str, expects: str, example: str, accepts: Callable[[Any], bool]) -> Rule:
    """The dotted path of something that `accepts` is true of."""

    def is_importable(value: object) -> bool:
        try:
            return isinstance(value, str) and accepts(import_string(value))
        except ImportError:
            return False

    return Rule(check_id, expects, f'"{example}"', is_importable)


def matches(value: object, pattern: str) -> bool:
    """Whether the value is a string that the pattern matches as a whole."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def parse_rates(rates: str | None) -> list[tuple[int, int]]:
    """The (number, seconds) of each rate in a setting such as `30/h,100/d`. Empty for None and the empty string.

    Raises:
        ValueError: a rate cannot be parsed.
    """
    result = []
    for rate in (rates or "").replace(" ", "").split(",") if rates else ():
        match = re.fullmatch(r"(\d+)/([smhd])", rate)
        if match is None:
            raise ValueError(f"{rate!r} is not a rate; write a number, a slash and s, m, h or d: 10/m")
        result.append((int(match[1]), _SECONDS[match[2]]))
    return result


def _are_rates(value: object) -> bool:
    try:
        return value is None or (isinstance(value, str) and parse_rates(value) is not None)
    except ValueError:
        return False


def in_words(length: timedelta) -> str:
    """A length of time in its largest whole unit: `90 days`, `1 hour`, `zero`."""
    if not length:
        return "zero"
    seconds = int(length.total_seconds())
    unit, size = next((unit, size) for unit, size in _SECONDS.items() if seconds % size == 0)
    return f"{seconds // size} {_UNITS[unit]}{'' if seconds == size else 's'}"
