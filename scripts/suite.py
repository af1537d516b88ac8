"""Run one suite in a clean environment: `suite.py NAME`. With QUIET set, its output appears only when it fails."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bare-machine"))

from processes import Service
from project import BUILD
from reports import SKIPPED, Outcome
from suites import JUNIT, SUITES

_NOT_KEPT = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "HOST", "PORT", "API_ORIGIN", "WEB_CONCURRENCY"}
_NOT_KEPT |= {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTEST_ADDOPTS"}


def clean_environment(name: str) -> dict[str, str]:
    """Return the environment without what configures a server, and without the developer's .env, database and caches."""
    kept = {n: value for n, value in os.environ.items() if n not in _NOT_KEPT and not n.startswith(("DJANGO_", "PG"))}
    return {
        **kept,
        "SUITE": name,
        "DJANGO_ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{BUILD / name}.sqlite3",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(BUILD / "hypothesis" / name),
    }


def run(name: str, *, is_quiet: bool) -> int:
    suite, outcome = SUITES[name], Outcome(name)
    shutil.rmtree(outcome.folder, ignore_errors=True)
    outcome.folder.mkdir(parents=True)
    junit = str(outcome.folder / "junit.xml")
    words = [str(word).replace(JUNIT, junit) for word in suite.words]
    environment = clean_environment(name) | {"PLAYWRIGHT_JUNIT_OUTPUT_FILE": junit, **suite.variables}
    started = time.monotonic()
    # SIGINT, as from a terminal: Playwright ends the servers it has started at that signal alone.
    end = signal.SIGINT
    with (
        outcome.log.open("w") as log,
        Service(words, suite.directory, environment, log if is_quiet else None, end) as s,
    ):
        code = s.wait()
    outcome.keep(code, time.monotonic() - started)
    count = outcome.count()
    print(f"{name}: {count} ({outcome.seconds:.0f} s)", flush=True)
    if count.failed and is_quiet:
        print(outcome.log.read_text(errors="replace"), flush=True)
    return 0 if code == SKIPPED else code or count.failed


if __name__ == "__main__":
    # SIGINT too: a shell that runs us in the background has it ignored, and so would the suite.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(run(sys.argv[1], is_quiet=bool(os.environ.get("QUIET"))))
    except KeyboardInterrupt:
        sys.exit(130)
