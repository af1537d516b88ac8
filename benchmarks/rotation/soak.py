"""Random schedules of ten tabs without locks against `sessions.rotate` and `sessions.check`, on PostgreSQL.

From the repository's root:

    .venv/bin/python scripts/bare-machine/postgres.py .venv/bin/python benchmarks/rotation/soak.py --schedules 1100000

Time is moved, never slept. Each response is compared with the decision table of `tests/flows/rotation/table.py`. Each
process writes its figures to a file after each batch, and a second start with the same seed continues there. A hundred
schedules take their steps together (`lockstep.py`); with `--direct` each function sends its own statements, which takes
several times as long. `report.py` makes a table of the files.
"""

import argparse
import json
import logging
import os
import secrets
import sys
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BATCH = 500
# PostgreSQL plans each statement once. Django's default plans it each time.
PREPARED = {"prepare_threshold": 2, "server_side_binding": True}


def set_up() -> None:
    """Prepare this process. The modules that need Django are imported after it."""
    sys.path[:0] = [str(ROOT / "django-safejwt"), str(Path(__file__).parent)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.project.settings"
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.DATABASES["default"]["OPTIONS"] = PREPARED
    django.setup()
    logging.disable(logging.CRITICAL)


def migrate() -> None:
    set_up()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def work(part: int, arguments: argparse.Namespace) -> None:
    """Run every n-th schedule, as one of n processes."""
    set_up()
    from batch import Batches  # noqa: PLC0415

    file = arguments.folder / f"{arguments.seed}-{part}.json"
    state = json.loads(file.read_text()) if file.exists() else {"done": 0, "seconds": 0.0, "kinds": {}, "found": []}
    batches = Batches(f"{arguments.seed}-{part}", lockstep=not arguments.direct)
    total = arguments.schedules // arguments.processes
    began = time.monotonic()
    while state["done"] < total and time.monotonic() - began < arguments.seconds:
        start = time.monotonic()
        size = min(BATCH, total - state["done"])
        figures, found = batches.run(range(state["done"], state["done"] + size))
        add(state, figures, found, time.monotonic() - start)
        state["done"] += size
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(state))
        temporary.replace(file)


def add(state: dict[str, Any], figures: dict[str, Counter[str]], found: list[str], seconds: float) -> None:
    state["seconds"] += seconds
    state["found"] = (state["found"] + found)[:100]
    for title, counts in figures.items():
        state["kinds"][title] = dict(Counter(state["kinds"].get(title, {})) + counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=1_100_000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after this time")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", default=str(secrets.randbelow(10**6)))
    parser.add_argument("--direct", action="store_true", help="send each statement alone, as a server does")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "rotation")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    context = get_context("spawn")
    first = context.Process(target=migrate)
    first.start()
    first.join()
    parts = [context.Process(target=work, args=(part, arguments)) for part in range(arguments.processes)]
    for process in parts:
        process.start()
    for process in parts:
        process.join()
    sys.exit(max(process.exitcode or 0 for process in parts))


if __name__ == "__main__":
    main()
