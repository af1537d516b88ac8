"""What is measured: each action does its own part in `act`, and what has to be there before and after outside of it."""

from collections.abc import Callable

from comparison.calls import Send
from comparison.peers import Peer
from comparison.visitor import Visitor

__all__ = ["ACTIONS", "Action", "actions_of"]


class Action:
    def __init__(self, peer: Peer, send: Send) -> None:
        self.peer, self.send = peer, send
        self.visitor = Visitor(peer, send).arrive().log_in()

    def before(self) -> None: ...

    def act(self) -> None: ...

    def after(self) -> None: ...


class User(Action):
    """A protected request; the view reads the user."""

    def act(self) -> None:
        self.visitor.request("/user/")


class Key(Action):
    """A protected request; the view reads only the key."""

    def act(self) -> None:
        self.visitor.request("/key/")


class First(User):
    """The first request with a new access token."""

    def before(self) -> None:
        self.visitor.refresh()


class Refresh(Action):
    def act(self) -> None:
        self.visitor.refresh()


class Login(Action):
    """A login by password in a new browser."""

    def before(self) -> None:
        self.visitor = Visitor(self.peer, self.send).arrive()

    def act(self) -> None:
        self.visitor.log_in()

    def after(self) -> None:
        if self.peer.logout:
            self.visitor.log_out()


class Logout(Action):
    def before(self) -> None:
        self.visitor = Visitor(self.peer, self.send).arrive().log_in()

    def act(self) -> None:
        self.visitor.log_out()


class Floor(Action):
    """No request: the function itself is the whole action."""

    def __init__(self, peer: Peer, function: Callable[[], object]) -> None:
        self.peer = peer
        self.function = function

    def act(self) -> None:
        self.function()


ACTIONS: dict[str, type[Action]] = {
    "user": User,
    "key": Key,
    "first": First,
    "refresh": Refresh,
    "login": Login,
    "logout": Logout,
}


def actions_of(peer: Peer) -> list[str]:
    """Return the names of the actions that this package has."""
    has = {
        "user": True,
        "key": not peer.direct,
        "first": peer.refresh,
        "refresh": peer.refresh,
        "login": peer.login,
        "logout": peer.logout,
    }
    return [name for name in ACTIONS if has[name]]
