"""Requests of this package cost what they cost without the bridge."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from safejwt.models import RefreshToken
from safejwt.signals import session_ended, session_started

from .app import App, expect


def test_protected_request_and_refresh(user: Any) -> None:
    app = App("app")
    expect(app.log_in(), 200)
    app.things()
    app.refresh()

    def statements(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            call()
        return [query["sql"].split()[0] for query in queries if not query["sql"].startswith(("SAVE", "RELEASE"))]

    assert statements(app.things) == ["SELECT"]
    assert statements(app.refresh) == ["SELECT"]


@pytest.mark.parametrize("kind", ["app", "browser"])
def test_rows_of_a_login(user: Any, kind: str) -> None:
    """A login has one row, and no event of a session that ends with it."""
    heard: list[str] = []

    def started(**_: Any) -> None:
        heard.append("started")

    def ended(**_: Any) -> None:
        heard.append("ended")

    session_started.connect(started)
    session_ended.connect(ended)
    expect(App(kind).log_in(), 200)
    session_started.disconnect(started)
    session_ended.disconnect(ended)
    assert heard == ["started"]
    assert RefreshToken.objects.count() == 1
