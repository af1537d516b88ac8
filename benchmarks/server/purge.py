"""Purge a million expired rows while users refresh, first with one purge, then with two at once (fault X21).

From the repository's root: .venv/bin/python scripts/bare-machine/postgres.py .venv/bin/python benchmarks/server/purge.py [ROWS]

A refresh is `sessions.rotate`, from four threads of this process. A purge is the command, in a process of its own. The
run fails if a statement waited more than 100 ms for a lock, if a statement of a refresh took more than 100 ms in
PostgreSQL (without the time it queued for a processor, see tests/postgresql_log.py), or if a purge used more than 120
MB.

Every two milliseconds PostgreSQL also reports what the refreshes wait for. The times of the refreshes depend on the load
of the machine too, so compare them with those without a purge.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).resolve().parents[2] / "django-safejwt"
USERS, PAUSE, BASELINE_SECONDS = 4, 0.01, 20
MOST_MEGABYTES = 120

# The running UPDATE statements of refreshes, and what each waits for: NULL while it runs or queues for a processor.
_REFRESHES = """
    SELECT wait_event_type, extract(epoch FROM clock_timestamp() - query_start)::float * 1000
    FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'UPDATE "safejwt_refreshtoken"%'
"""


def main(rows: int) -> None:
    set_up()
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django has to be set up before
    from safejwt import sessions  # noqa: PLC0415

    user = get_user_model().objects.create_user(username="ada", password="x")
    load = Load([sessions.start(user) for _ in range(USERS)])
    add_expired(user.pk, rows)
    say(f"{rows} expired rows, {USERS} users refreshing")
    with load.running("without a purge"):
        time.sleep(BASELINE_SECONDS)
    with load.running("one purge"):
        purge(1)
    add_expired(user.pk, rows)
    with load.running("two purges at once"):
        purge(2)
    if load.faults:
        raise SystemExit("\n".join(load.faults))


class Load:
    """Users who refresh all the time, and a watch on every wait for a lock."""

    def __init__(self, tokens: list[Any]) -> None:
        self.tokens = tokens
        self.faults: list[str] = []

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        from tests.postgresql_log import Watch  # noqa: PLC0415 - Django has to be set up before

        stop, self.log = threading.Event(), Watch()
        if not self.log.can_see:
            raise SystemExit("Start it with scripts/bare-machine/postgres.py, whose log it reads.")
        with ThreadPoolExecutor(USERS + 1) as pool:
            jobs = [pool.submit(self.refresh, number, stop) for number in range(USERS)]
            waits = pool.submit(self.watch, stop)
            yield
            stop.set()
        taken = sorted(seconds * 1000 for job in jobs for seconds in job.result())
        share = statistics.quantiles(taken, n=1000, method="inclusive")
        say(
            f"{name}: {len(taken)} refreshes, p50 {share[499]:.1f} ms, p99 {share[989]:.1f} ms, "
            f"p99.9 {share[998]:.1f} ms, longest {taken[-1]:.1f} ms, over 100 ms {sum(t > 100 for t in taken)}; "
            f"{waits.result()}"
        )
        locks, slow = self.log.lock_waits(), self.log.slow_statements()
        say(f"  in its log: waits for locks over 100 ms {len(locks)}, statements of refreshes over 100 ms {len(slow)}")
        self.faults += [f"{name}: {text}" for text in (*locks, *slow)]

    def refresh(self, number: int, stop: threading.Event) -> list[float]:
        from django.db import connection  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415
        from safejwt import sessions  # noqa: PLC0415
        from safejwt.tokens import read_refresh_token  # noqa: PLC0415

        taken = []
        while not stop.wait(PAUSE):
            began = time.perf_counter()
            claims = read_refresh_token(self.tokens[number].refresh_token, now=timezone.now())
            with self.log.working():
                self.tokens[number] = sessions.rotate(claims)
            taken.append(time.perf_counter() - began)
        connection.close()
        return taken

    def watch(self, stop: threading.Event) -> str:
        from django.db import connection  # noqa: PLC0415

        locked, longest, longest_wait = 0, 0.0, 0.0
        while not stop.wait(0.002):
            with connection.cursor() as cursor:
                cursor.execute(_REFRESHES)
                for wait, milliseconds in cursor.fetchall():
                    locked += wait == "Lock"
                    longest = max(longest, milliseconds)
                    longest_wait = max(longest_wait, milliseconds if wait else 0)
        connection.close()
        return (
            f"in PostgreSQL: waits for locks {locked}, longest statement {longest:.0f} ms, "
            f"longest that waited for anything {longest_wait:.0f} ms"
        )


def purge(number: int) -> None:
    """Run this number of concurrent purges, and report their time and memory."""
    began = time.monotonic()
    words = [sys.executable, "-m", "django", "safejwt_purge"]
    jobs = [subprocess.Popen(words, cwd=LIBRARY, stdout=subprocess.PIPE, text=True) for _ in range(number)]  # noqa: S603
    highest = dict.fromkeys(jobs, 0.0)
    while any(job.poll() is None for job in jobs):
        for job in jobs:
            highest[job] = max(highest[job], memory(job.pid))
        time.sleep(0.05)
    seconds = time.monotonic() - began
    for job in jobs:
        summary = job.communicate()[0].splitlines()[-1]
        say(f"  {summary} At most {highest[job]:.0f} MB of memory.")
        if job.returncode:
            raise SystemExit("A purge failed.")
        if highest[job] > MOST_MEGABYTES:
            raise SystemExit(f"A purge used more than {MOST_MEGABYTES} MB of memory.")
    say(f"  {seconds:.1f} s")


def memory(pid: int) -> float:
    """Return the resident megabytes of a process, 0 after its end."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def add_expired(user_id: object, rows: int) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO safejwt_refreshtoken
              (id, user_id, generation, seen_generation, rotated_at, created_at, last_used_at, expires_at,
               absolute_expires_at, auth_hash, remember, user_agent)
            SELECT gen_random_uuid(), %s, 1, 1, t, t, t, t, t, repeat('a', 64), true, repeat('Mozilla/5.0 ', 10)
            FROM (SELECT now() - interval '1 day' - random() * interval '90 days' AS t FROM generate_series(1, %s)) AS s
            """,
            [user_id, rows],
        )
        cursor.execute("ANALYZE safejwt_refreshtoken")


def set_up() -> None:
    sys.path.insert(0, str(LIBRARY))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.project.settings"
    os.environ["PYTHONPATH"] = str(LIBRARY)
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    # Each refresh of a user writes.
    settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
    call_command("migrate", verbosity=0)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
