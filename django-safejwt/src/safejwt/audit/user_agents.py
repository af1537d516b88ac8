"""What people call the browser and the system of a `User-Agent`. A name for a list of devices, and proof of nothing."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["UserAgent", "describe"]

# The first that is found counts: nearly all claim to be Chrome, Safari and Mozilla as well.
_BROWSERS: Final = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera|OPT|OPiOS)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Brave", r"\bBrave/"),
    ("DuckDuckGo", r"\b(DuckDuckGo|Ddg)/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|CriOS|Chromium|HeadlessChrome)/"),
    ("Safari", r"\bVersion/[\d.]+.* Safari/"),
    ("curl", r"^curl/"),
)
_SYSTEMS: Final = (
    ("Windows", r"\bWindows\b"),
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac ?OS ?X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


@dataclass(frozen=True, slots=True)
class UserAgent:
    """None where it is none of those known here."""

    browser: str | None
    system: str | None


@lru_cache(maxsize=256)
def describe(user_agent: str) -> UserAgent:
    """The names in the `User-Agent` header that a session was started with."""
    return UserAgent(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), None)
