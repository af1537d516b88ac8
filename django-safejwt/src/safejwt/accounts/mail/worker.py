"""The thread of a serving process that sends mails: woken when one is committed, asleep otherwise."""

import os
import threading
from typing import Final

from django.db import connections
from django.utils import timezone

from safejwt.audit import events
from safejwt.errors import DATABASE_OUTAGES

from .delivery import next_due, send_due

__all__ = ["Worker", "stop", "wake"]

# The answer goes out first: what is found out about an address must not cost it time.
_PAUSE: Final = 0.2
# Looks now and then whether another process left something behind; and after an outage, whether it is over.
_LONGEST_SLEEP: Final = 60.0


class Worker:
    """One thread, started when it is first woken, in each process anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._bell = threading.Event()
        self._stopped = threading.Event()

    def wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._stopped.clear()
                self._thread = threading.Thread(target=self._run, name="safejwt-mail", daemon=True)
                self._thread.start()
        self._bell.set()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends the thread when it has sent what it is at; for tests."""
        thread = self._thread
        self._stopped.set()
        self._bell.set()
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        sleep: float | None = None
        while not self._stopped.is_set():
            self._bell.wait(sleep)
            if self._stopped.wait(_PAUSE):
                return
            self._bell.clear()
            sleep = self._work()

    def _work(self) -> float:
        """Sends what is due; returns after how many seconds to look again."""
        try:
            for _ in send_due():
                if self._stopped.is_set():
                    break
            due = next_due()
        except DATABASE_OUTAGES as error:
            events.record("database_unavailable", exc_info=error)
            return _LONGEST_SLEEP
        except Exception as error:
            events.record("mail_not_sent", reason=type(error).__name__, exc_info=error)
            return _LONGEST_SLEEP
        finally:
            connections.close_all()
        if due is None:
            return _LONGEST_SLEEP
        return min(max((due - timezone.now()).total_seconds(), 0.0), _LONGEST_SLEEP)


_worker = Worker()


def wake() -> None:
    """Has this process send what waits, a moment from now."""
    _worker.wake()


def stop() -> None:
    """Ends this process's thread; for tests."""
    _worker.stop()


def _renew() -> None:
    # Locks and threads of the parent mean nothing in a forked process.
    global _worker
    _worker = Worker()


os.register_at_fork(after_in_child=_renew)
