"""Measure how sessions behave when there are many of them, on PostgreSQL, and write results.json and RESULTS.md.

    make bench-growth
    .venv/bin/python benchmarks/growth/run.py --rows 10000,100000 --repetitions 500 --expired 50000 --rotations 20000

The second is a short run, and writes to build/growth. The first takes 12 GB of disk, which are free again at the end.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from report import missed, report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BYTES_PER_ROW = 700

sys.path.insert(0, str(ROOT / "scripts" / "bare-machine"))
import postgres  # noqa: E402 - found by the line above

# As in production: pages go to the WAL in full after each checkpoint. There are as many of those as by default.
OPTIONS = {"full_page_writes": "on", "max_wal_size": "1GB"}


def main() -> int:
    wanted = arguments()
    needed = sum(wanted.rows) * BYTES_PER_ROW + wanted.expired * BYTES_PER_ROW + 3e9
    if shutil.disk_usage(wanted.folder).free < needed:
        raise SystemExit(f"{needed / 1e9:.0f} GB of free disk are needed in {wanted.folder}.")
    wanted.output.mkdir(parents=True, exist_ok=True)
    results, began, load = wanted.output / "results.json", time.monotonic(), os.getloadavg()[0]
    temporary = tempfile.TemporaryDirectory(prefix="safejwt-", dir=wanted.folder, ignore_cleanup_errors=True)
    with temporary as folder, postgres.server(Path(folder), OPTIONS) as url:
        names = [*(f"rows_{rows}" for rows in wanted.rows), "rotations_False", "rotations_True", "purge"]
        server, _, _ = url.rpartition("/")
        databases = {"default": url, **{name: f"{server}/{name}" for name in names}}
        environment = {"GROWTH_DATABASES": json.dumps(databases), "SAFEJWT_TEST_DATABASE_LOG": f"{folder}/log"}
        options = {name: getattr(wanted, name) for name in ("rows", "repetitions", "expired", "rotations", "add_index")}
        subprocess.run(
            [sys.executable, str(HERE / "start.py"), "measure", str(results)],
            env={**os.environ, **environment},
            input=json.dumps(options),
            text=True,
            check=True,
        )
    figures = json.loads(results.read_text())
    figures |= {"date": time.strftime("%Y-%m-%d", time.gmtime()), "minutes": (time.monotonic() - began) / 60}
    figures["machine"] |= {"cores": os.cpu_count(), "load": [load, os.getloadavg()[0]]}
    results.write_text(json.dumps(figures, indent=1) + "\n")
    (wanted.output / "RESULTS.md").write_text(report(figures))
    faults = missed(figures)
    sys.stdout.write("".join(f"MISSED: {fault}\n" for fault in faults))
    return 1 if faults else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rows",
        type=lambda text: [int(each) for each in text.split(",")],
        default=[10_000, 1_000_000, 10_000_000],
        help="sessions, smallest first",
    )
    parser.add_argument("--repetitions", type=int, default=2_000, help="of each action, in each database")
    parser.add_argument("--expired", type=int, default=1_000_000, help="expired sessions that are purged")
    parser.add_argument("--rotations", type=int, default=200_000, help="of ten thousand sessions")
    parser.add_argument("--add-index", action="store_true", help="add an index on expires_at if there is none")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "growth", help="folder of the results")
    parser.add_argument("--folder", type=Path, default=Path("/tmp"), help="where the database is while it runs")  # noqa: S108
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
