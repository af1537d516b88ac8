"""A setting, and the rules for its value: what a system check accepts, and the words for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar, cast

from django.conf import LazySettings, Settings, UserSettingsHolder, settings
from django.utils.module_loading import import_string

__all__ = ["TOKEN", "Rule", "Setting", "are_importable", "declared", "in_words", "matches"]

T = TypeVar("T")
_UNSET: Final = object()
# RFC 9110 section 5.6.2: the characters of a cookie's name, and of the scheme before a token.
TOKEN: Final = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_RATE: Final = r"\s*\d+/[smhd]\s*"


@dataclass(frozen=True, slots=True)
class Rule:
    """`expects` completes the sentence "SAFEJWT_X must be …", and `example` the sentence "For example …"."""

    check_id: str
    expects: str
    example: str
    accepts: Callable[[Any], bool]

    def or_none(self) -> "Rule":
        return replace(self, expects=f"None or {self.expects}", accepts=lambda v: v is None or self.accepts(v))

    @classmethod
    def duration(cls, check_id: str, minimum: timedelta, maximum: timedelta = timedelta.max) -> "Rule":
        # A number would not say whether it counts seconds or minutes.
        expects = f"a timedelta of at least {in_words(minimum)}"
        if maximum != timedelta.max:
            expects += f" and at most {in_words(maximum)}"
        accepts: Callable[[Any], bool] = lambda v: isinstance(v, timedelta) and minimum <= v <= maximum  # noqa: E731
        return cls(check_id, expects, "timedelta(seconds=60)", accepts)

    @classmethod
    def integer(cls, check_id: str, example: int) -> "Rule":
        # True is an int in Python.
        return cls(check_id, "an integer of at least 1", str(example), lambda v: type(v) is int and v >= 1)

    @classmethod
    def boolean(cls, check_id: str) -> "Rule":
        # "False" from an environment variable is a non-empty string, and therefore true.
        return cls(check_id, "True or False, not a string", "True", lambda value: isinstance(value, bool))

    @classmethod
    def choice(cls, check_id: str, *choices: str | bool, example: str = "") -> "Rule":
        quoted = [f'"{each}"' if isinstance(each, str) else str(each) for each in choices]
        return cls(check_id, f"one of {', '.join(quoted)}", example or quoted[0], lambda value: value in choices)

    @classmethod
    def text(cls, check_id: str, expects: str, example: str, pattern: str = "(?s:.+)") -> "Rule":
        return cls(check_id, expects, f'"{example}"', lambda value: matches(value, pattern))

    @classmethod
    def words(cls, check_id: str, expects: str, example: str, pattern: str, minimum: int = 0) -> "Rule":
        def accepts(value: object) -> bool:
            # A string is refused: Python would take it for a list of letters.
            return isinstance(value, list | tuple) and len(value) >= minimum and all(matches(v, pattern) for v in value)

        return cls(check_id, expects, example, accepts)

    @classmethod
    def rates(cls, check_id: str) -> "Rule":
        expects = "rates: a number, a slash and s, m, h or d"
        return replace(
            cls.text(check_id, expects, "", f"({_RATE}(,{_RATE})*)?"), example='"10/m" or "30/h,100/d"'
        ).or_none()

    @classmethod
    def importable(cls, check_id: str, expects: str, example: str, attribute: str = "__call__") -> "Rule":
        """The dotted path of something that has this attribute."""

        def accepts(value: object) -> bool:
            try:
                return isinstance(value, str) and hasattr(import_string(value), attribute)
            except (ImportError, RuntimeError):
                # The latter for a module with models whose app is not installed.
                return False

        return cls(check_id, expects, f'"{example}"', accepts)


def are_importable(attribute: str) -> Callable[[Any], bool]:
    """Whether a value is a list of dotted paths of things that have this attribute."""
    rule = Rule.importable("", "", "", attribute)
    return lambda value: isinstance(value, list | tuple) and all(map(rule.accepts, value))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# The attributes of Django's `settings`, without its `__getattribute__`. Empty if a package has replaced that object.
_django: Final[dict[str, Any]] = vars(settings) if type(settings) is LazySettings else {}


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A setting as an attribute of `conf`. Its value is kept until Django's settings hold another one.

    So `override_settings`, `settings.configure()` and an assignment to `settings` take effect at the next use.
    """

    name: str
    default: T | Callable[[], T]
    rule: Rule
    convert: Callable[[Any], Any] = _hashable
    depends_on: tuple[str, ...] = ()
    """The settings that a default reads, if it is a function. Without them, it is asked each time."""
    # The value, and what it was made from: Django's settings, and what they hold under the name and those it depends on.
    _kept: tuple[Any, Any, Any, Any] = field(default=(None, _UNSET, _UNSET, ()), init=False, repr=False, compare=False)

    def __get__(self, instance: object, owner: object = None) -> T:
        # Django replaces `_wrapped` for `override_settings`, and assigns to it for `settings.X = …`. A name that is not set
        # costs two exceptions there.
        value, source, held, others = self._kept
        current = _django.get("_wrapped")
        is_same = current is source and current.__dict__.get(self.name, _UNSET) is held
        if is_same and (not others or others == self._others(current)):
            return value  # type: ignore[no-any-return]  # of this setting
        return self._read(current)

    def _read(self, source: Any) -> T:
        # Other objects, such as dynaconf's, may change without notice.
        is_django = type(source) in {Settings, UserSettingsHolder}
        held = source.__dict__.get(self.name, _UNSET) if is_django else _UNSET
        found = getattr(source if is_django else settings, self.name, _UNSET)
        value = self.convert(self._default() if found is _UNSET else found)
        if is_django and not (found is _UNSET and callable(self.default) and not self.depends_on):
            object.__setattr__(self, "_kept", (value, source, held, self._others(source)))
        return cast("T", value)

    def _others(self, source: Any) -> tuple[Any, ...]:
        return tuple(map(source.__dict__.get, self.depends_on))

    def _default(self) -> Any:
        return self.default() if callable(self.default) else self.default


def declared(conf: object) -> dict[str, Rule]:
    """The rules of the settings that the class of `conf` declares, by the setting's name."""
    return {each.name: each.rule for each in vars(type(conf)).values() if isinstance(each, Setting)}


def matches(value: object, pattern: str) -> bool:
    """Whether the value is a string that the pattern matches as a whole."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def in_words(length: timedelta) -> str:
    """A length of time in its largest whole unit: `90 days`, `1 hour`, `zero`."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}{'' if seconds == size else 's'}"
    return "zero"
