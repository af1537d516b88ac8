"""A thread that sends emails in a serving process. It wakes when an email is committed.

A thread, not a command beside the server: one process is enough to run a project, and an email
leaves right after the response. `SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False` turns it off.
"""

import os
import threading
from typing import Final

from django.db import connections
from django.utils import timezone

from safejwt.audit import events
from safejwt.errors import DATABASE_OUTAGES

from .delivery import next_due, send_due

__all__ = ["Worker", "stop", "wake"]

# The response goes out first, so that looking up an address does not change its time.
_PAUSE: Final = 0.2
# How often to look for what other processes left behind, and whether an outage is over.
_LONGEST_SLEEP: Final = 60.0


class Worker:
    """One thread, started when it is first woken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._stopped.clear()
                self._thread = threading.Thread(target=self._run, name="safejwt-mail", daemon=True)
                self._thread.start()
        self._woken.set()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after the email it is sending. For tests."""
        thread = self._thread
        self._stopped.set()
        self._woken.set()
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        sleep: float | None = None
        while not self._stopped.is_set():
            self._woken.wait(sleep)
            if self._stopped.wait(_PAUSE):
                return
            self._woken.clear()
            sleep = self._work()

    def _work(self) -> float:
        """Send what is due, and return the seconds to sleep."""
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
    """Make this process send what is queued, a moment from now."""
    _worker.wake()


def stop() -> None:
    """End the thread of this process. For tests."""
    _worker.stop()


def _replace() -> None:
    # A forked process has no use for the locks and threads of its parent.
    global _worker
    _worker = Worker()


os.register_at_fork(after_in_child=_replace)
