"""Names of the browser and the operating system in a `User-Agent`, to be shown in the list of devices. Easily forged."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

__all__ = ["UserAgent", "describe", "device_name", "is_same_kind"]

# As much as the rows of sessions and events store.
_LONGEST: Final = 256
# The first match counts: nearly all browsers also claim to be Chrome, Safari and Mozilla.
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
# A phone or a tablet that requests the desktop version of a page claims to be a computer.
_PLATFORMS: Final = {"iPhone": "macOS", "iPad": "macOS", "Android": "Linux", "ChromeOS": "Linux"}


@dataclass(frozen=True, slots=True)
class UserAgent:
    """Names for display. None means unknown."""

    browser: str | None
    system: str | None


def describe(user_agent: str) -> UserAgent:
    """Return the names for a `User-Agent` header. Only its beginning counts: matching a long one takes seconds."""
    return _describe(user_agent[:_LONGEST])


def device_name(user_agent: UserAgent) -> str:
    """Return the name of the device in the active language, such as "Safari on iPhone"."""
    if user_agent.browser and user_agent.system:
        return _("%(browser)s on %(system)s") % {"browser": user_agent.browser, "system": user_agent.system}
    return user_agent.browser or user_agent.system or _("Unknown device")


def is_same_kind(one: str, other: str) -> bool:
    """Whether two `User-Agent` headers may be of one browser: before and after an update, or as phone and as computer."""
    return _kind(one) == _kind(other)


def _kind(user_agent: str) -> tuple[str, str | None]:
    found = describe(user_agent)
    # Of a program that is not listed, the name of the product (RFC 9110 section 10.1.5).
    browser = found.browser or re.split(r"[/\s]", user_agent.lstrip(), maxsplit=1)[0].lower()
    return browser, _PLATFORMS.get(found.system or "", found.system)


@lru_cache(maxsize=256)
def _describe(user_agent: str) -> UserAgent:
    return UserAgent(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, user_agent)), None)
