"""Run a suite in a clean environment: `suite.py NAME FOLDER COMMAND…`. With QUIET set, only failures show their output.

{report} in the command is its JUnit report; without one it is a check, which passes or fails as a whole."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bare-machine"))

from processes import ROOT, Service
from project import BUILD
from reports import SKIPPED, outcome

_LOST = {"DATABASE_URL", "CACHE_URL", "EMAIL_URL", "HOST", "PORT", "API_ORIGIN", "WEB_CONCURRENCY", "MFLAGS", "QUIET"}
# Many images set it. Then each of the suites' hundreds of Python processes compiles its packages, which doubles its start.
_LOST.add("PYTHONDONTWRITEBYTECODE")


def clean_environment(name: str) -> dict[str, str]:
    """Return the environment without what configures servers or runners: no suite reads the developer's own state."""
    lost = _LOST | {name for name in os.environ if name.startswith(("DJANGO_", "MAKE", "PG", "PYTEST_"))}
    own = {"SUITE": name, "DJANGO_ENV_FILE": os.devnull, "DATABASE_URL": f"sqlite:///{BUILD / name}.sqlite3"}
    own["HYPOTHESIS_STORAGE_DIRECTORY"] = str(BUILD / "hypothesis" / name)
    return {variable: value for variable, value in os.environ.items() if variable not in lost} | own


def run(name: str, directory: str, *words: str) -> int:
    folder, is_quiet = BUILD / "reports" / name, bool(os.environ.get("QUIET"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    programs, junit = (".venv/", "node_modules/", "scripts/bare-machine/"), str(folder / "junit.xml")
    command = [str(ROOT / word) if word.startswith(programs) else word.replace("{report}", junit) for word in words]
    started = time.monotonic()
    with (folder / "log").open("w") as log:
        service = Service(command, Path(directory), clean_environment(name), log if is_quiet else None, signal.SIGINT)
    # SIGINT ends a suite as Ctrl-C does: Playwright ends the servers it has started at that signal alone.
    with service:
        code = service.wait()
    kind = "suite" if "{report}" in " ".join(words) else "check"
    (folder / "outcome").write_text(f"{kind} {code} {time.monotonic() - started}")
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
        sys.exit(run(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
