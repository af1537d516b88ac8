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
from reports import SKIPPED, outcome
from suites import JUNIT, SUITES

_OF_SERVERS = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "HOST", "PORT", "API_ORIGIN", "WEB_CONCURRENCY"}
_OF_RUNNERS = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTEST_ADDOPTS"}


def clean_environment(name: str) -> dict[str, str]:
    """Return the environment without what configures servers or runners: no suite reads the developer's own state."""
    lost = {*_OF_SERVERS, *_OF_RUNNERS, *(name for name in os.environ if name.startswith(("DJANGO_", "PG")))}
    own = {"SUITE": name, "DJANGO_ENV_FILE": os.devnull, "DATABASE_URL": f"sqlite:///{BUILD / name}.sqlite3"}
    own["HYPOTHESIS_STORAGE_DIRECTORY"] = str(BUILD / "hypothesis" / name)
    return {variable: value for variable, value in os.environ.items() if variable not in lost} | own


def run(name: str, *, is_quiet: bool) -> int:
    folder = BUILD / "reports" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    junit = str(folder / "junit.xml")
    directory, words, variables, _ = SUITES[name]
    command = [str(word).replace(JUNIT, junit) for word in words]
    environment = {**clean_environment(name), "PLAYWRIGHT_JUNIT_OUTPUT_FILE": junit, **variables}
    started = time.monotonic()
    with (folder / "log").open("w") as log:
        service = Service(command, directory, environment, log if is_quiet else None, signal.SIGINT)
    # SIGINT ends a suite as Ctrl-C does: Playwright ends the servers it has started at that signal alone.
    with service:
        code = service.wait()
    (folder / "outcome").write_text(f"{code} {time.monotonic() - started}")
    count, seconds, _ = outcome(name)
    print(f"{name}: {count} ({seconds:.0f} s)", flush=True)
    if count.failed and is_quiet:
        print((folder / "log").read_text(errors="replace"), flush=True)
    return 0 if code == SKIPPED else code or count.failed


if __name__ == "__main__":
    # SIGINT too: a shell that runs us in the background has it ignored, and so would the suite.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(run(sys.argv[1], is_quiet=bool(os.environ.get("QUIET"))))
    except KeyboardInterrupt:
        sys.exit(130)
