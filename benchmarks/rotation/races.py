"""Ten tabs without locks whose requests are in the database at once: threads, connections and transactions of their own.

From the repository's root:

    .venv/bin/python scripts/bare-machine/postgres.py .venv/bin/python benchmarks/rotation/races.py [ROUNDS]

In each round ten threads present the cookie of the jar at the same moment, and some also use an access token. Some
requests left up to 29 s earlier, with the cookie of that time. Time is moved between rounds, often past the interval, so
that one of the ten rotates. Responses are lost, or reach the jar in random order. Interval 60 s and interval 0 take turns.
"""

import json
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import soak

TABS, SEED, DELAY = 10, 2026, timedelta(seconds=29)
PAUSES = (0, 1, 20, 59, 60, 61, 120, 299)


@dataclass
class Sessions:
    """The session of one setting, and the figures of all its rounds."""

    interval: int
    jar: str = ""
    earlier: list[tuple[datetime, str]] = field(default_factory=list)
    access_token: str = ""
    now: Any = None
    figures: Counter[str] = field(default_factory=Counter)


class Race:
    def __init__(self, user: Any, pool: ThreadPoolExecutor) -> None:
        self.user, self.pool, self.random = user, pool, Random(SEED)  # noqa: S311 - has to be repeatable
        self.barrier = threading.Barrier(TABS)

    def run(self, state: Sessions) -> None:
        """One round."""
        from django.conf import settings  # noqa: PLC0415 - Django has to be set up before

        settings.SAFEJWT_ROTATION_INTERVAL = timedelta(seconds=state.interval)
        if not state.jar:
            self.log_in(state)
        state.now += timedelta(seconds=self.random.choice(PAUSES))
        jobs = [self.pool.submit(self.present, *self.drawn(state), state.now) for _ in range(TABS)]
        state.earlier.append((state.now, state.jar))
        results = [job.result() for job in jobs]
        state.figures.update(rounds=1, refreshes=TABS, reads=sum(reads for _, reads in results))
        answers = [answer for answer, _ in results if not isinstance(answer, str)]
        state.figures["different successors"] += len({answer.refresh_token for answer in answers}) > 2
        for refused in (answer for answer, _ in results if isinstance(answer, str)):
            state.figures[f"refused: {refused}"] += 1
        if len(answers) < TABS:
            state.figures["logged out"] += 1
            state.jar, state.earlier = "", []
            return
        state.figures["rounds with a new token"] += any(answer.refresh_token != state.jar for answer in answers)
        self.random.shuffle(answers)
        for answer in answers:
            if self.random.random() < 0.7:
                state.access_token = answer.access_token
                if not answer.is_presented:
                    state.jar = answer.refresh_token

    def drawn(self, state: Sessions) -> tuple[str, str]:
        """The cookie of one request, and its access token, if it has one."""
        state.earlier = [(sent, jar) for sent, jar in state.earlier if state.now - sent <= DELAY]
        is_late = state.earlier and self.random.random() < 0.2
        jar = self.random.choice(state.earlier)[1] if is_late else state.jar
        return jar, state.access_token if self.random.random() < 0.3 else ""

    def log_in(self, state: Sessions) -> None:
        from safejwt import sessions  # noqa: PLC0415
        from tests.flows.rotation.servers import T0  # noqa: PLC0415

        tokens = sessions.start(self.user, now=T0)
        state.jar, state.access_token, state.now = tokens.refresh_token, tokens.access_token, T0
        state.figures["sessions"] += 1

    def present(self, jar: str, access_token: str, now: datetime) -> tuple[Any, int]:
        """Refresh in this thread. Return the tokens or the code of the refusal, and how often the row was read."""
        from safejwt import sessions  # noqa: PLC0415
        from safejwt.errors import SafeJWTError  # noqa: PLC0415
        from safejwt.tokens import read_access_token, read_refresh_token  # noqa: PLC0415

        self.barrier.wait()
        READS.count = 0
        try:
            if access_token:
                sessions.check(read_access_token(access_token, now=now), now=now)
        except SafeJWTError:
            pass  # the access token has expired
        READS.count = 0
        try:
            return sessions.rotate(read_refresh_token(jar, now=now), now=now), READS.count
        except SafeJWTError as error:
            return error.code, READS.count


READS = threading.local()


def count_reads() -> None:
    from safejwt.sessions import rotation  # noqa: PLC0415

    find = rotation.find_session

    def find_and_count(sid: Any) -> Any:
        READS.count += 1
        return find(sid)

    rotation.find_session = find_and_count


def main(rounds: int) -> None:
    soak.migrate()
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    count_reads()
    user = get_user_model().objects.create_user(username="races", password="x")
    states = [Sessions(60), Sessions(0)]
    with ThreadPoolExecutor(TABS) as pool:
        race = Race(user, pool)
        for _ in range(rounds):
            for state in states:
                race.run(state)
    for state in states:
        sys.stdout.write(f"interval {state.interval} s: {json.dumps(state.figures)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
