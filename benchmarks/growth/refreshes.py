"""Users who refresh all the time, as a process of its own. For each line it reads, it prints the figures since the last."""

import json
import sys
import threading
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from figures import percentiles
from rows import ADDRESS, USER_AGENT
from safejwt import sessions
from safejwt.models import RefreshToken
from safejwt.tokens.jwt import read_refresh_token
from tests.postgresql_log import LONG_SECONDS, Watch

USERS, PAUSE = 2, 0.01


class Load:
    def __init__(self) -> None:
        # Each refresh writes.
        settings.SAFEJWT_ROTATION_INTERVAL = timedelta(0)
        self.stop = threading.Event()
        self.begin()

    def begin(self) -> None:
        self.watch = Watch()
        self.refreshes: list[float] = []
        self.statements: list[float] = []

    def timed(self, execute: Any, sql: str, *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, *arguments)
        finally:
            self.statements.append((time.perf_counter() - began) * 1000)

    def refresh(self, tokens: sessions.Tokens) -> None:
        with connection.execute_wrapper(self.timed):
            while not self.stop.wait(PAUSE):
                began = time.perf_counter()
                claims = read_refresh_token(tokens.refresh_token, now=timezone.now())
                with self.watch.working():
                    tokens = sessions.rotate(claims, user_agent=USER_AGENT, ip=ADDRESS)
                self.refreshes.append((time.perf_counter() - began) * 1000)
        connection.close()

    def wait(self) -> None:
        while len(self.refreshes) < 10:
            time.sleep(PAUSE)

    def figures(self) -> dict[str, Any]:
        return {
            "refreshes": {"number": len(self.refreshes), **percentiles(self.refreshes)},
            "statements": {
                **percentiles(self.statements),
                "over": sum(each > LONG_SECONDS * 1000 for each in self.statements),
                "over_in_postgresql": len(self.watch.slow_statements()),
            },
            "lock_waits": len(self.watch.lock_waits()),
        }


def main() -> None:
    load = Load()
    user = RefreshToken.objects.select_related("user").order_by("id")[0].user
    started = [sessions.start(user, user_agent=USER_AGENT, ip=ADDRESS) for _ in range(USERS)]
    threads = [threading.Thread(target=load.refresh, args=(tokens,), daemon=True) for tokens in started]
    for thread in threads:
        thread.start()
    for _ in sys.stdin:
        load.wait()
        sys.stdout.write(json.dumps(load.figures()) + "\n")
        sys.stdout.flush()
        load.begin()
    load.stop.set()
    for thread in threads:
        thread.join()
