"""A Firefox and a WebKit for the tests in other engines: those that are here, or else Debian's, where we may install.

The browser tests need a Chromium (scripts/browser.py). Without one of these two only its own tests are skipped, and the
report says what is missing.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import processes
from browser import fetch_from_debian
from command import CommandError, Unavailable
from project import LOGS

_FIREFOX = ("firefox-esr", "firefox")
_MAC_FIREFOX = Path("/Applications/Firefox.app/Contents/MacOS/firefox")
# MiniBrowser is not in PATH; these are the places of Debian, Fedora and Arch.
_MINI_BROWSERS = (
    "lib/*/webkit2gtk-4*/MiniBrowser",
    "libexec/webkit2gtk-4*/MiniBrowser",
    "lib/webkit2gtk-4*/MiniBrowser",
)

Found = dict[str, str]


@contextmanager
def firefox() -> Iterator[Found]:
    """The environment in which the tests find a Firefox."""
    yield _required("Firefox", _firefox, ["firefox-esr"], "or set FIREFOX_PATH")


@contextmanager
def webkit() -> Iterator[Found]:
    """The environment in which the tests find WebKitGTK with its driver; the virtual screen is found by its name."""
    yield _required("WebKit", _webkit, ["webkit2gtk-driver", "xvfb", "xauth"], "or their like (Linux only)")


def _required(name: str, find: Callable[[], Found | None], packages: Sequence[str], otherwise: str) -> Found:
    found = find()
    if found is None:
        print(f"There is no {name} yet, fetching one:", flush=True)
        found = find() if fetch_from_debian(name, packages) else None
    if found is None:
        raise Unavailable(f"{name} is not here: install the Debian packages {' '.join(packages)}, {otherwise}.")
    return found


def _firefox() -> Found | None:
    given = os.environ.get("FIREFOX_PATH")
    if given and not _starts(given):
        raise CommandError(f"FIREFOX_PATH={given} does not start: correct it, or leave it out.")
    paths = [given] if given else [path for path in (shutil.which(name) for name in _FIREFOX) if path]
    if _MAC_FIREFOX.exists():
        paths.append(str(_MAC_FIREFOX))
    return next(({"FIREFOX_PATH": path} for path in paths if _starts(path)), None)


def _webkit() -> Found | None:
    driver = shutil.which("WebKitWebDriver")
    browser = next((path for pattern in _MINI_BROWSERS for path in sorted(Path("/usr").glob(pattern))), None)
    if not driver or not browser or not shutil.which("xvfb-run"):
        return None
    return {"WEBKIT_DRIVER_PATH": driver, "WEBKIT_PATH": str(browser)}


def _starts(path: str) -> bool:
    """Ubuntu's `firefox` can be a stub that only says how to install it."""
    if not os.access(path, os.X_OK):
        return False
    return processes.run("Firefox", [path, "--version"], LOGS / "firefox-starts.log") == 0
