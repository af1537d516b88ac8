"""People who go on using the app in threads of their own, and what they were answered."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from .user import Response, User

__all__ = ["Load", "Seen"]


Use = Callable[[User], Sequence[Callable[[], Response]]]


@dataclass(frozen=True)
class Seen:
    at: float
    response: Response
    user: User

    @property
    def began(self) -> float:
        return self.at - self.response.seconds


def _read_and_refresh(user: User) -> Sequence[Callable[[], Response]]:
    return (user.whoami, user.refresh)


@dataclass
class Load:
    """Each user reads and refreshes in turn for the length of the block, without a pause but that of an outage.

    use: what each does instead, over and over.
    """

    users: list[User]
    use: Use = _read_and_refresh
    seen: list[Seen] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._use, args=(user,)) for user in self.users]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _use(self, user: User) -> None:
        while not self._ended.is_set():
            for action in self.use(user):
                try:
                    response = action()
                except OSError as error:
                    self.failures.append(repr(error))
                    continue
                self.seen.append(Seen(time.monotonic(), response, user))
                if response.status != 200:
                    time.sleep(0.05)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(seen.response.status for seen in self.seen)

    @property
    def slowest(self) -> float:
        return max(seen.response.seconds for seen in self.seen)

    def begun_after(self, moment: float) -> list[Seen]:
        """The requests that were begun after that moment."""
        return [seen for seen in self.seen if seen.began > moment]

    def first_success_after(self, moment: float) -> float:
        """Seconds from then to the first request answered with 200 that was also begun after it."""
        times = [seen.at - moment for seen in self.seen if seen.response.status == 200 and seen.began >= moment]
        return min(times)

    def last_failure_after(self, moment: float) -> float:
        """Seconds from then to the last response that was not a 200; 0 where there was none."""
        return max(
            (seen.at - moment for seen in self.seen if seen.response.status != 200 and seen.at > moment), default=0
        )
