"""Shows that what is measured works, and finds out what each package refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from comparison.calls import Call, Send
from comparison.peers import USERNAME, Peer
from comparison.visitor import Refused, Visitor

__all__ = ["facts", "prove"]


def prove(peer: Peer, send: Send, key: str) -> None:
    """Raise unless requests are authenticated, and a wrong token is refused."""
    visitor = Visitor(peer, send).arrive().log_in()
    if not peer.login:
        return
    _expect(visitor.request("/user/").body == {"username": USERNAME}, peer, "the view gets the user")
    _expect(visitor.request("/key/").body == {"id": key}, peer, "the view gets the key")
    _expect(_is_refused(visitor, _damaged(visitor.call())), peer, "a wrong token is refused")
    _expect(_is_refused(Visitor(peer, send), Call("GET", "/user/")), peer, "a request without a token is refused")
    if peer.refresh:
        before = visitor.state["access"]
        visitor.refresh()
        _expect(visitor.state["access"] != before, peer, "a refresh returns a new access token")
        _expect(visitor.request("/user/").body == {"username": USERNAME}, peer, "the new token works")


def facts(peer: Peer, send: Send, user: Any) -> dict[str, bool | None]:
    """Return what is refused, found by trying. None where the package has no such action."""

    def fresh() -> Visitor:
        return Visitor(peer, send).arrive().log_in()

    used, ended = _reuse(fresh()) if peer.refresh else (None, None)
    return {
        "request_without_csrf": _without_csrf(fresh()),
        "request_of_deactivated_user": _deactivated(fresh(), user),
        "request_after_logout": _after_logout(fresh(), Visitor.call),
        "refresh_after_logout": _after_logout(fresh(), _refresh) if peer.refresh else None,
        "used_refresh_token": used,
        "session_after_reuse": ended,
    }


def _without_csrf(visitor: Visitor) -> bool:
    call = visitor.call()
    headers = {name: value for name, value in call.headers.items() if name != "X-CSRFToken"}
    return _is_refused(visitor, replace(call, headers=headers))


def _deactivated(visitor: Visitor, user: Any) -> bool:
    visitor.request()
    type(user).objects.update(is_active=False)
    refused = _is_refused(visitor, visitor.call())
    type(user).objects.update(is_active=True)
    return refused


def _after_logout(visitor: Visitor, make: Callable[[Visitor], Call]) -> bool | None:
    if not visitor.peer.logout:
        return None
    thief = _thief_of(visitor)
    visitor.log_out()
    return _is_refused(thief, make(thief))


def _reuse(visitor: Visitor) -> tuple[bool, bool]:
    """Whether a refresh token is refused two refreshes later, and whether that ends the session."""
    thief = _thief_of(visitor)
    for _ in range(2):
        visitor.refresh()
        visitor.request()
    return _is_refused(thief, _refresh(thief)), _is_refused(visitor, _refresh(visitor))


def _thief_of(visitor: Visitor) -> Visitor:
    thief = Visitor(visitor.peer, visitor.transport)
    thief.state = dict(visitor.state)
    return thief


def _refresh(visitor: Visitor) -> Call:
    assert visitor.peer.refresh  # noqa: S101 - the callers have looked
    return visitor.peer.refresh(visitor.state)


def _damaged(call: Call) -> Call:
    """Change a character of the token, or of each cookie where there is no token."""
    name = "Authorization" if "Authorization" in call.headers else "Cookie"
    changed = "; ".join(_flip(part) for part in call.headers[name].split("; "))
    return replace(call, headers={**call.headers, name: changed})


def _flip(part: str) -> str:
    if part.startswith("csrf"):
        return part
    # Not the last one, whose bits may be padding.
    middle = len(part) - 10
    return f"{part[:middle]}{'A' if part[middle] != 'A' else 'B'}{part[middle + 1 :]}"


def _is_refused(visitor: Visitor, call: Call) -> bool:
    try:
        visitor.send(call)
    except Refused as error:
        if error.status in (400, 401, 403):
            return True
        raise
    return False


def _expect(holds: bool, peer: Peer, sentence: str) -> None:
    if not holds:
        raise SystemExit(f"{peer.title}: it is not so that {sentence}.")
