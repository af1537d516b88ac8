"""What may be wrong with an answer to a bad request."""

import json

from users.models import User

from .browser import Answer, Browser
from .conftest import PASSWORD
from .endpoints import Endpoint
from .exchanges import PROTOCOL

__all__ = ["assert_nothing_is_lost", "fault", "path_of"]

_ERRORS = json.loads((PROTOCOL / "errors.json").read_text())


def path_of(endpoint: Endpoint) -> str:
    return endpoint.path.format(pk=User.objects.get(username="ada").pk, sid="00000000-0000-4000-8000-000000000000")


def fault(answer: Answer, *, head: bool = False) -> str | None:
    """What is wrong with an answer, or None. What the server refuses below Django (414, 431…) has no shape of ours."""
    if answer.status >= 500:
        return f"status {answer.status}"
    if answer.headers.get("Cache-Control") != "no-store":
        return None if answer.status in (400, 414, 431) and b"<!DOCTYPE" in answer.body else "may be cached"
    if answer.status < 400 or head:
        return None
    body = answer.json()
    if set(body) != ({"detail", "code", "errors"} if body["code"] == "validation_error" else {"detail", "code"}):
        return f"shape {sorted(body)}"
    if _ERRORS[body["code"]]["status"] != answer.status or not isinstance(body["detail"], str) or not body["detail"]:
        return f"{answer.status} {body}"
    return None


def assert_nothing_is_lost(browser: Browser) -> None:
    assert browser.refresh().status == 200
    assert browser.whoami().json()["username"] == "ada"
    assert User.objects.get(username="ada").check_password(PASSWORD)
