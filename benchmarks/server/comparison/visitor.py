"""A client of one package with its cookies and tokens, in a browser or an app."""

from dataclasses import replace
from typing import Any

from comparison.calls import Answer, Call, Send
from comparison.peers import Peer

__all__ = ["Refused", "Visitor"]

_USER = "/user/"


class Visitor:
    def __init__(self, peer: Peer, send: Send) -> None:
        self.peer = peer
        self.state: dict[str, Any] = {"cookies": {}}
        self.transport = send

    def arrive(self) -> "Visitor":
        """Get what a login needs: the CSRF cookie of packages that have one."""
        if self.peer.arrive:
            self._learn(self.send(self.peer.arrive(self.state)))
        return self

    def log_in(self) -> "Visitor":
        if self.peer.login:
            self._learn(self.send(self.peer.login(self.state)), tokens=True)
        return self

    def request(self, path: str = _USER) -> Answer:
        return self.send(self.call(path))

    def call(self, path: str = _USER) -> Call:
        return self._with_cookies(Call("GET", path, self.peer.credentials(self.state)))

    def refresh(self) -> None:
        assert self.peer.refresh, "this package has no refresh"  # noqa: S101 - a fault of the benchmark
        self._learn(self.send(self.peer.refresh(self.state)), tokens=True)

    def log_out(self) -> None:
        assert self.peer.logout, "this package has no logout"  # noqa: S101
        self._learn(self.send(self.peer.logout(self.state), accept=self.peer.logout_status))

    def send(self, call: Call, accept: int | None = None) -> Answer:
        answer = self.transport(self._with_cookies(call))
        if answer.status != accept and answer.status not in (200, 204):
            raise Refused(
                answer.status,
                f"{self.peer.title}: {call.method} {call.path} got {answer.status}: {str(answer.body)[:300]}",
            )
        return answer

    def _learn(self, answer: Answer, *, tokens: bool = False) -> None:
        cookies = {**self.state["cookies"], **answer.cookies}
        self.state["cookies"] = {name: value for name, value in cookies.items() if value}
        if tokens:
            self.state.update(self.peer.tokens(answer.body))

    def _with_cookies(self, call: Call) -> Call:
        cookies = "; ".join(f"{name}={value}" for name, value in self.state["cookies"].items())
        return replace(call, headers={"Cookie": cookies, **call.headers}) if cookies else call


class Refused(Exception):
    """A call got another status than the measured one."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
