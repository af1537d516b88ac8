"""What a response to a bad request must look like, and what must survive it."""

import json

from users.models import User

from .browser import Browser, Response
from .conftest import PASSWORD
from .exchanges import PROTOCOL

__all__ = ["assert_still_logged_in", "find_fault"]

_ERRORS = json.loads((PROTOCOL / "errors.json").read_text())


def find_fault(response: Response, *, head: bool = False) -> str | None:
    """Describe what is wrong with a response, or return None.

    Requests that the server refuses before Django sees them (414, 431) have a format of their own.
    """
    if response.status >= 500:
        return f"status {response.status}"
    if response.headers.get("Cache-Control") != "no-store":
        return None if response.status in (400, 414, 431) and b"<!DOCTYPE" in response.body else "may be cached"
    if response.status < 400 or head:
        return None
    body = response.json()
    if set(body) != ({"detail", "code", "errors"} if body["code"] == "validation_error" else {"detail", "code"}):
        return f"keys {sorted(body)}"
    if _ERRORS[body["code"]]["status"] != response.status or not isinstance(body["detail"], str) or not body["detail"]:
        return f"{response.status} {body}"
    return None


def assert_still_logged_in(browser: Browser) -> None:
    assert browser.refresh().status == 200
    assert browser.whoami().json()["username"] == "ada"
    assert User.objects.get(username="ada").check_password(PASSWORD)
