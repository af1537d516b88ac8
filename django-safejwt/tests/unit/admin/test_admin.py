"""The admin page of signed-in devices."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.admin import RefreshTokenAdmin
from safejwt.models import RefreshToken
from safejwt.signals import session_ended

from tests.conftest import DAY, PASSWORD, T0, Heard

pytestmark = pytest.mark.django_db

LIST = "/admin/safejwt/refreshtoken/"


@pytest.fixture
def admin(make_user: Callable[..., Any], clock: Any) -> Client:
    client = Client()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def devices(make_user: Callable[..., Any], clock: Any) -> list[sessions.Tokens]:
    """Ada's telephone, ada's laptop, and grace's laptop, whose time is over."""
    ada, grace = make_user("ada"), make_user("grace")
    return [
        sessions.start(ada, user_agent="Telephone", ip="192.0.2.7"),
        sessions.start(ada, user_agent="Laptop", ip="2001:db8::1"),
        sessions.start(grace, user_agent="Laptop", ip="198.51.100.9", now=T0 - 30 * DAY),
    ]


def found(admin: Client, **query: str) -> set[str]:
    page = admin.get(LIST, query)
    assert page.status_code == 200
    return {str(session.pk) for session in page.context["cl"].result_list}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ada", {0, 1}),
        ("GRACE@example", {2}),
        ("192.0.2.7", {0}),
        ("2001:db8", {1}),
        ("laptop", {1, 2}),
        ("ada laptop", {1}),
        ("nobody", set()),
    ],
)
def test_devices_are_found_by_person_address_and_browser(
    admin: Client, devices: list[sessions.Tokens], words: str, expected: set[int]
) -> None:
    assert found(admin, q=words) == {str(devices[number].sid) for number in expected}


@pytest.mark.parametrize(("time", "expected"), [("living", {0, 1}), ("expired", {2}), ("", {0, 1, 2})])
def test_living_and_expired_sessions_are_told_apart(
    admin: Client, devices: list[sessions.Tokens], time: str, expected: set[int]
) -> None:
    assert found(admin, time=time) == {str(devices[number].sid) for number in expected}


def test_the_pages_show_no_secret(admin: Client, devices: list[sessions.Tokens]) -> None:
    row = RefreshToken.objects.get(pk=devices[0].sid)
    for path in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        page = admin.get(path)
        assert page.status_code == 200
        for secret in (row.auth_hash, row.user.password, devices[0].refresh_token, devices[0].access_token):
            assert secret not in page.content.decode()


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    admin: Client, make_user: Callable[..., Any], devices: list[sessions.Tokens]
) -> None:
    def queries(path: str, data: dict[str, Any] | None = None) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert (admin.post(path, data) if data else admin.get(path)).status_code == 200
        return len(captured)

    def ask() -> dict[str, Any]:
        return {"action": "end_sessions", "_selected_action": list(RefreshToken.objects.values_list("pk", flat=True))}

    few = queries(LIST), queries(LIST, ask())
    for number in range(20):
        sessions.start(make_user(f"person{number}"))
    assert (queries(LIST), queries(LIST, ask())) == few
    assert few[0] <= 7


def test_nothing_can_be_added_or_changed(admin: Client, devices: list[sessions.Tokens]) -> None:
    assert admin.get(f"{LIST}add/").status_code == 403
    change = admin.post(f"{LIST}{devices[0].sid}/change/", {"generation": 9})
    assert change.status_code == 403


def test_selected_sessions_are_ended_after_a_question(
    admin: Client, devices: list[sessions.Tokens], heard: Callable[..., Heard], caplog: Any
) -> None:
    told = heard(session_ended)
    selected = {"action": "end_sessions", "_selected_action": [str(devices[0].sid), str(devices[2].sid)]}
    question = admin.post(LIST, selected)
    assert "This signs 2 devices out" in question.content.decode()
    assert RefreshToken.objects.count() == 3
    with caplog.at_level("INFO", "safejwt"):
        answer = admin.post(LIST, {**selected, "confirmed": "yes"}, follow=True)
    assert "2 sessions were ended." in answer.content.decode()
    assert RefreshToken.objects.get().pk == devices[1].sid
    assert {(facts["sid"], facts["reason"]) for facts in told} == {
        (devices[0].sid, "revoked"),
        (devices[2].sid, "revoked"),
    }
    events = [record for record in caplog.records if record.message == "authn_token_revoked"]
    assert {record.ip for record in events} == {"127.0.0.1"}
    assert LogEntry.objects.count() == 2


def test_the_question_keeps_a_selection_of_all(admin: Client, make_user: Callable[..., Any], clock: Any) -> None:
    person = make_user("ada")
    for _ in range(120):
        sessions.start(person)
    first = str(RefreshToken.objects.values_list("pk", flat=True)[0])
    selected = {"action": "end_sessions", "_selected_action": [first], "select_across": "1"}
    question = admin.post(LIST, selected).content.decode()
    assert "This signs 120 devices out" in question
    assert "and 70 more" in question
    assert 'name="select_across" value="1"' in question
    admin.post(LIST, {**selected, "confirmed": "yes"})
    assert not RefreshToken.objects.exists()


def test_deleting_one_on_its_own_page_ends_it_and_says_so(
    admin: Client, devices: list[sessions.Tokens], heard: Callable[..., Heard]
) -> None:
    told = heard(session_ended)
    admin.post(f"{LIST}{devices[0].sid}/delete/", {"post": "yes"})
    assert [(facts["sid"], facts["reason"]) for facts in told] == [(devices[0].sid, "revoked")]


def test_who_may_look_may_not_end(devices: list[sessions.Tokens], make_user: Callable[..., Any]) -> None:
    if not hasattr(get_user_model(), "user_permissions") or get_user_model().user_permissions is None:
        pytest.skip("this user model has no permissions")
    watcher = make_user("watcher", is_staff=True)
    watcher.user_permissions.add(Permission.objects.get(codename="view_refreshtoken"))
    client = Client()
    assert client.login(username=watcher.get_username(), password=PASSWORD)
    assert client.get(LIST).status_code == 200
    client.post(LIST, {"action": "end_sessions", "_selected_action": [str(devices[0].sid)], "confirmed": "yes"})
    assert RefreshToken.objects.count() == 3


def test_the_page_of_one_device_offers_no_action_for_a_list(make_user: Callable[..., Any]) -> None:
    """Django 6.1 asks for the actions of that page too."""
    request = RequestFactory().get("/")
    request.user = make_user("root", is_staff=True, is_superuser=True)
    page = RefreshTokenAdmin(RefreshToken, site)
    assert set(page.get_actions(request)) == {"end_sessions"}
    assert page.get_actions(request, action_location=SimpleNamespace(name="CHANGE_FORM")) == {}
