"""System checks of the logins that `adopt/` exchanges. Each kind has its own."""

from collections.abc import Iterator

from django.core.checks import CheckMessage
from django.utils.module_loading import import_string

from ..conf import conf

__all__ = ["check_adopt"]


def check_adopt() -> Iterator[CheckMessage]:
    for path in conf.adopt:
        yield from import_string(path).check()
