"""Users who keep using the app in their own threads, and the responses they get."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
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
    """Each user reads and refreshes in turn within the block, and pauses only after an error.

    use: the requests of each user, repeated; the default is to read and refresh.
    pause: seconds between the requests of a user.
    """

    users: list[User]
    use: Use = _read_and_refresh
    pause: float = 0
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
        self.end()

    def end(self) -> None:
        """Let each user finish its request."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _use(self, user: User) -> None:
        while not self._ended.is_set():
            for action in self.use(user):
                try:
                    response = action()
                except (OSError, HTTPException) as error:
                    self.failures.append(repr(error))
                    continue
                self.seen.append(Seen(time.monotonic(), response, user))
                time.sleep(self.pause if response.status == 200 else 0.05)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(seen.response.status for seen in self.seen)

    @property
    def slowest(self) -> float:
        return max(seen.response.seconds for seen in self.seen)

    def begun_after(self, moment: float) -> list[Seen]:
        """The requests that began after that moment."""
        return [seen for seen in self.seen if seen.began > moment]

    def first_success_after(self, moment: float) -> float:
        """Seconds from then to the first successful request that began after it."""
        times = [seen.at - moment for seen in self.seen if seen.response.status == 200 and seen.began >= moment]
        return min(times)

    def last_failure_after(self, moment: float) -> float:
        """Seconds from then to the last response other than 200, or 0."""
        return max(
            (seen.at - moment for seen in self.seen if seen.response.status != 200 and seen.at > moment), default=0
        )
