"""One session, the browsers that hold its cookies, and the network between them: the actions of a schedule.

The actions are those of `protocol/model/Rotation.tla`. Each response is compared with the decision table in `table.py`,
and a refusal of an honest user is an error.
"""

import json
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from .modes import Mode
from .servers import T0, Answer, Server
from .table import CLOCK_SKEW, FAILOVER_MARGIN, Presented, Row, catch_up, mark_seen, present, use

__all__ = ["Browser", "LoggedOut", "Request", "Response", "World", "claims_of"]

# The code of each refusal. Every other decision is answered with tokens.
_REFUSALS = {
    "expired token": "refresh_token_expired",
    "expired": "refresh_token_expired",
    "ended": "refresh_token_revoked",
    "restored": "refresh_token_revoked",
    "reused": "refresh_token_reused",
}


class LoggedOut(AssertionError):
    """An honest user was logged out."""


@lru_cache(maxsize=4096)
def claims_of(token: str) -> Presented:
    """The claims of a token of either kind. Nothing is verified."""
    payload = token.split(".")[1]
    claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    start = int(T0.timestamp())
    return Presented(claims["gen"], claims["iat"] - start, claims["exp"] - start)


@dataclass
class Browser:
    """A cookie jar that tabs share, and the access tokens that the tabs hold."""

    cookies: dict[str, str] = field(default_factory=dict)
    access_tokens: list[str] = field(default_factory=list)
    starts: int = 0
    earlier: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    """Jars that a newer `Set-Cookie` has replaced, and when."""
    restored: list[dict[str, str]] = field(default_factory=list)

    def receive(self, answer: Answer, time: float) -> None:
        """Change the jar as the headers say, whatever it holds."""
        if answer.cookies:
            self.earlier.append((time, dict(self.cookies)))
        for name, value in answer.cookies.items():
            if value is None:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        if answer.access_token:
            self.access_tokens.append(answer.access_token)

    def restorable(self, time: float, flush: float) -> list[dict[str, str]]:
        """The jars that a restart may find on the disk: each that was current within the last `flush` seconds.

        Once is assumed: a browser that crashes again and again does not restore the same jar each time.
        """
        self.earlier = [(replaced, jar) for replaced, jar in self.earlier if time - replaced < flush]
        return [jar for _, jar in self.earlier if jar not in self.restored]


@dataclass(frozen=True, eq=False)
class Request:
    browser: Browser
    start: int
    cookies: dict[str, str]
    sent_at: float


@dataclass(frozen=True, eq=False)
class Response:
    request: Request
    answer: Answer


@dataclass(frozen=True, eq=False)
class Transaction:
    """A protected request in a transaction of the project, which marks the generation only when it commits."""

    began_at: float
    claims: Presented
    before: Row
    commit: Callable[[], None]


class World:
    """The state that all actions share. `time` is the true time in seconds since the login."""

    def __init__(self, server: Server, mode: Mode) -> None:
        self.server, self.mode, self.time = server, mode, 0.0
        self.row: Row | None = Row(expires_at=min(mode.idle, mode.absolute))
        self.owner, self.thief = Browser(), Browser()
        self.owner.receive(server.start(remember=mode.remember), 0)
        self.owner.earlier.clear()
        self.issued = {1: self.owner.cookies[server.refresh_cookie]}
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.transactions: list[Transaction] = []
        self.writes: list[tuple[float, Row]] = []
        self.decisions, self.late = Counter[str](), 0
        self.excuse = ""
        """Why an honest user may be refused from now on."""

    @property
    def time(self) -> float:
        return self._time

    @time.setter
    def time(self, seconds: float) -> None:
        # In whole microseconds, as in a `datetime`. Otherwise a sum just below a second is another second there.
        self._time = round(seconds, 6)

    # The browser.

    def send(self, browser: Browser) -> Request:
        request = Request(browser, browser.starts, dict(browser.cookies), self.time)
        self.requests.append(request)
        self.check_assumptions(request)
        return request

    def has_cookie(self, browser: Browser) -> bool:
        """Whether this browser may send a request: an honest one has its cookie as long as its session lasts."""
        if self.server.refresh_cookie in browser.cookies:
            return True
        if browser is self.owner and not self.excuse:
            raise LoggedOut("the cookie is gone")
        return False

    def check_assumptions(self, request: Request) -> None:
        """An honest user may be logged out once an assumption does not hold."""
        if not self.mode.interval and len(self.requests) + len(self.responses) > 1:
            self.excuse = self.excuse or "requests overlap, and there is no interval"
        row, mode = self.row, self.mode
        is_restored = request.browser.starts and row is not None and row.seen == row.generation
        if is_restored and self.time > row.used_at + mode.flush + mode.delay:
            claims = claims_of(request.cookies[self.server.refresh_cookie])
            if claims.generation < row.generation:
                self.excuse = self.excuse or "a restored cookie was not replaced in time"

    def deliver(self, response: Response) -> None:
        self.responses.remove(response)
        browser = response.request.browser
        if response.request.start == browser.starts:
            browser.receive(response.answer, self.time)

    def restart(self, browser: Browser, choose: Callable[[list[dict[str, str]]], dict[str, str]]) -> None:
        """Kill the browser and start it again: it has lost its tabs, and perhaps its newest cookies."""
        jars = browser.restorable(self.time, self.mode.flush)
        browser.starts += 1
        browser.access_tokens.clear()
        if jars:
            jar = choose(jars)
            browser.restored.append(jar)
            browser.cookies = dict(jar)

    def copy_cookies(self, token: str) -> None:
        """A thief has a refresh token of this session, with the other cookies of the owner."""
        self.thief.cookies = {**self.owner.cookies, self.server.refresh_cookie: token}

    # The network.

    def lose_request(self, request: Request) -> None:
        self.requests.remove(request)

    def lose_response(self, response: Response) -> None:
        self.responses.remove(response)

    def longest_wait(self) -> float:
        """How long time may pass before something in flight would take too long. Negative: as long as you like."""
        sent = [item.sent_at for item in self.requests] + [item.request.sent_at for item in self.responses]
        sent += [transaction.began_at for transaction in self.transactions]
        return max(0.0, min(sent) + self.mode.delay - self.time) if sent else -1

    def wait(self, seconds: float) -> None:
        self.time += seconds

    # The server.

    def serve(self, request: Request, skew: int = 0) -> Response:
        self.requests.remove(request)
        response = Response(request, self.refresh(request, skew))
        self.responses.append(response)
        return response

    def refresh(self, request: Request, skew: int) -> Answer:
        """Let the server answer. The clock of this server is `skew` seconds ahead."""
        now, token = int(self.time) + skew, request.cookies[self.server.refresh_cookie]
        claims, before = claims_of(token), self.row
        decision, after = present(before, claims, now, self.mode)
        self.decisions[decision] += 1
        if request.browser is self.thief:
            self.excuse = self.excuse or "a thief has used a copied token"
        answer = self.server.refresh(request.cookies, self.clock(skew))
        assert answer.code == _REFUSALS.get(decision, "ok"), f"{decision} expected, not {answer.code}"
        if answer.code != "ok":
            self.excuse = self.excuse_for(decision, before, claims, now)
            if not self.excuse:
                raise LoggedOut(decision)
        self.change_row(after)
        if decision == "resend" and before is not None and after is not None:
            self.late += after.late != before.late
            # A failover that loses this write is the one that the rules do not survive.
            self.writes.clear()
        if answer.code == "ok":
            self.check_promises(before, claims, now)
            self.check_tokens(answer, claims.generation)
        return answer

    def check_promises(self, row: Row | None, presented: Presented, now: int) -> None:
        """What holds for every token that the server accepts, whatever the decision table says."""
        assert row is not None, "the session had ended"
        assert now < self.mode.absolute, "a session outlives its absolute lifetime"
        assert presented.generation >= row.generation - 1, "a token is accepted two generations later"
        is_seen = row.seen == row.generation > presented.generation
        assert not is_seen or now <= row.used_at + self.mode.grace, (
            "a copied token is not noticed after the grace period"
        )

    def check_tokens(self, answer: Answer, presented: int) -> None:
        """The current token of the row, byte for byte, and a cookie only if that is not the presented one."""
        assert self.row is not None
        generation = self.row.generation
        assert claims_of(answer.access_token).generation == generation
        set_token = answer.cookies.get(self.server.refresh_cookie)
        if presented == generation:
            assert set_token is None, "a repeated token must not be set again"
            return
        assert set_token is not None
        claims = claims_of(set_token)
        assert (claims.generation, claims.expires_at) == (generation, self.row.expires_at), f"{claims} of {self.row}"
        assert self.issued.setdefault(generation, set_token) == set_token, "two different successors"

    def excuse_for(self, decision: str, row: Row | None, token: Presented, now: int) -> str:
        """Why an honest user may be refused with this decision, or an empty string."""
        if self.excuse:
            return self.excuse
        if decision in {"expired", "expired token"}:
            return "the session has expired"
        if decision == "restored" and now - token.issued_at > self.mode.access + FAILOVER_MARGIN:
            return "used too late after a failover"
        is_late = row is not None and row.seen < row.generation and row.late == row.generation - 1 > 0
        if decision == "reused" and self.mode.session_check == "none" and is_late:
            return "late twice in a row, without a session check"
        return ""

    def use(self, browser: Browser, token: str, skew: int = 0) -> None:
        """Send an access token, at any time after it was received."""
        now, claims = int(self.time) + skew, claims_of(token)
        if claims.issued_at - CLOCK_SKEW <= now < claims.expires_at:
            code = self.server.use(browser.cookies, token, self.clock(skew))
            self.change_row(self.row_after_use(code, claims, now))

    def use_in_transaction(self, browser: Browser, token: str) -> None:
        now, claims = int(self.time), claims_of(token)
        if self.row is None or not claims.issued_at <= now < claims.expires_at:
            return
        code, commit = self.server.use_in_transaction(browser.cookies, token, self.clock(0))
        if self.row_after_use(code, claims, now) != self.row:
            self.transactions.append(Transaction(self.time, claims, self.row, commit))

    def row_after_use(self, code: str, claims: Presented, now: int) -> Row | None:
        if self.mode.session_check == "none":
            return self.row
        expected, after = use(self.row, claims, now, self.mode)
        assert code == {"used": "ok", "ended": "session_ended"}[expected]
        return after

    def commit(self, transaction: Transaction) -> None:
        """The transaction has decided when it read the row. It writes what the row still needs."""
        self.transactions.remove(transaction)
        transaction.commit()
        if self.row is None:
            return
        claims, before, now = transaction.claims, transaction.before, int(transaction.began_at)
        if claims.generation <= before.generation:
            self.change_row(mark_seen(self.row, claims.generation, now))
        elif self.row.generation == before.generation:
            self.change_row(catch_up(self.row, claims, now, self.mode))

    def roll_back(self, transaction: Transaction) -> None:
        """The mark is lost."""
        self.transactions.remove(transaction)

    # The database.

    def change_row(self, row: Row | None) -> None:
        if row is None:
            self.excuse = self.excuse or "the session has ended"
        elif self.row is not None and row != self.row:
            self.writes.append((self.time, self.row))
        self.row = row

    def undoable(self, lag: float = 10) -> list[Row]:
        """What a standby may hold that takes over now and lags a few seconds: the row without its last writes.

        One rotation is lost at most: without an interval, two may follow each other within the lag.
        """
        oldest = self.row.generation - 1 if self.row else 0
        return [row for time, row in self.writes if self.time - time <= lag and row.generation >= oldest]

    def fail_over(self, row: Row) -> None:
        self.server.restore(row)
        self.row, self.writes, self.transactions = row, [], []
        # The rotation is repeated at another time, so its token differs.
        self.issued = {generation: token for generation, token in self.issued.items() if generation <= row.generation}

    # The user.

    def log_out(self, skew: int = 0) -> Answer:
        answer = self.server.log_out(self.owner.cookies, self.clock(skew))
        self.end("the user has logged out")
        return answer

    def change_password(self) -> None:
        self.server.change_password(keep=False)
        self.end("the password has changed")

    def end(self, excuse: str) -> None:
        self.excuse, self.row = excuse, None

    def clock(self, skew: int) -> datetime:
        return T0 + timedelta(seconds=self.time + skew)
