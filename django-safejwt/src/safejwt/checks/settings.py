"""System checks of each setting for itself: whether its name is known and its value accepted."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf.setting import Rule

__all__ = ["check_names", "check_values", "refused"]


def refused(values: Mapping[str, object], rules: Mapping[str, Rule]) -> list[str]:
    """The names of the settings whose values their rules refuse."""
    return sorted(name for name, value in values.items() if name in rules and not rules[name].accepts(value))


def check_values(values: Mapping[str, object], rules: Mapping[str, Rule]) -> Iterator[CheckMessage]:
    """An error for each value that is refused. It does not show the value, which may be a secret."""
    for name in refused(values, rules):
        rule = rules[name]
        yield Error(f"{name} must be {rule.expects}.", hint=f"For example {rule.example}.", id=rule.check_id)


def check_names(names: Collection[str], known: Collection[str], check_id: str) -> Iterator[CheckMessage]:
    """A warning for each unknown setting: a misspelled name would silently leave the default in force."""
    for name in sorted(set(names) - set(known)):
        match = get_close_matches(name, known, n=1)
        hint = f"Did you mean {match[0]}?" if match else "Remove it, or find its name in docs/reference/settings.md."
        yield CheckWarning(f"There is no setting {name}.", hint=hint, id=check_id)
