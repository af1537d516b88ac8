"""The admin pages of signed-in devices."""

import re
from collections.abc import Callable
from pathlib import Path
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
from safejwt.admin import RefreshTokenAdmin, SecurityEventAdmin
from safejwt.admin.events import EventFilter
from safejwt.audit import history
from safejwt.models import RefreshToken, SecurityEvent
from safejwt.signals import session_ended

from tests.conftest import DAY, PASSWORD, T0, Heard

pytestmark = pytest.mark.django_db

LIST = "/admin/safejwt/refreshtoken/"
EVENTS = Path(__file__).resolve().parents[4] / "docs/reference/events.md"


@pytest.fixture
def admin(make_user: Callable[..., Any], clock: Any) -> Client:
    client = Client()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return client


def others() -> Any:
    """The rows of all users but the administrator."""
    return RefreshToken.objects.exclude(
        user__in=get_user_model().objects.filter(email__in=["root@example.com", "watcher@example.com"])
    )


@pytest.fixture
def devices(make_user: Callable[..., Any], clock: Any) -> list[sessions.Tokens]:
    """Ada's telephone and laptop, and grace's laptop, whose session has expired."""
    ada, grace = make_user("ada"), make_user("grace")
    return [
        sessions.start(ada, user_agent="Telephone", ip="192.0.2.7"),
        sessions.start(ada, user_agent="Laptop", ip="2001:db8::1"),
        sessions.start(grace, user_agent="Laptop", ip="198.51.100.9", now=T0 - 30 * DAY),
    ]


@pytest.mark.parametrize("page", [LIST, "/admin/safejwt/securityevent/"])
def test_long_names_are_shortened_in_lists(admin: Client, make_user: Callable[..., Any], page: str) -> None:
    user = make_user("a" * 64)
    sessions.start(user, user_agent="Laptop", ip="192.0.2.7")
    SecurityEvent.objects.create(user=user, event="authn_login_success")
    assert f'<span title="{user.get_username()}">{"a" * 39}…</span>' in admin.get(page).content.decode()


def test_database_without_time_zones_shows_events_without_their_days(
    admin: Client, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", False)
    SecurityEvent.objects.create(user=user, event="authn_login_success")
    page = admin.get("/admin/safejwt/securityevent/")
    assert page.context["cl"].date_hierarchy is None
    assert "toplinks" not in page.content.decode()


def test_long_names_are_shortened_in_questions(admin: Client, make_user: Callable[..., Any]) -> None:
    user = make_user("a" * 64)
    session = sessions.start(user, user_agent="Laptop")
    page = admin.post(LIST, {"action": "end_sessions", "_selected_action": [str(session.sid)]})
    assert f"{'a' * 39}…: " in page.content.decode()
    assert user.get_username() not in page.content.decode()


def test_deleting_a_session_leads_back_to_the_list(admin: Client, devices: list[sessions.Tokens]) -> None:
    page = f"{LIST}{devices[0].sid}/delete/?_changelist_filters=q%3Dada"
    assert admin.post(page, {"post": "yes"}).headers["Location"] == f"{LIST}?q=ada"


def found(admin: Client, **query: str) -> set[str]:
    page = admin.get(LIST, query)
    assert page.status_code == 200
    return {str(session.pk) for session in page.context["cl"].result_list} & {str(row.pk) for row in others()}


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
def test_search_finds_devices_by_user_address_and_browser(
    admin: Client, devices: list[sessions.Tokens], words: str, expected: set[int]
) -> None:
    assert found(admin, q=words) == {str(devices[number].sid) for number in expected}


@pytest.mark.parametrize(("status", "expected"), [("active", {0, 1}), ("expired", {2}), ("", {0, 1, 2})])
def test_filter_separates_active_and_expired_sessions(
    admin: Client, devices: list[sessions.Tokens], status: str, expected: set[int]
) -> None:
    assert found(admin, status=status) == {str(devices[number].sid) for number in expected}


def test_pages_show_no_secret(admin: Client, devices: list[sessions.Tokens]) -> None:
    row = RefreshToken.objects.get(pk=devices[0].sid)
    for path in (LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/delete/"):
        page = admin.get(path)
        assert page.status_code == 200
        for secret in (row.auth_hash, row.user.password, devices[0].refresh_token, devices[0].access_token):
            assert secret not in page.content.decode()


def test_query_count_does_not_grow_with_the_list(
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
        sessions.start(make_user(f"user{number}"))
    assert (queries(LIST), queries(LIST, ask())) == few
    assert few[0] <= 7


def test_sessions_cannot_be_added_or_changed(admin: Client, devices: list[sessions.Tokens]) -> None:
    assert admin.get(f"{LIST}add/").status_code == 403
    change = admin.post(f"{LIST}{devices[0].sid}/change/", {"generation": 9})
    assert change.status_code == 403


def test_question_leads_back_to_the_list_without_scripts(admin: Client, devices: list[sessions.Tokens]) -> None:
    selected = {"action": "end_sessions", "_selected_action": [str(devices[0].sid)]}
    page = admin.post(LIST + "?q=ada&o=1", selected).content.decode()
    assert '<a href="?q=ada&amp;o=1" class="button cancel-link">' in page


def test_checkboxes_of_devices_name_the_device(admin: Client, make_user: Callable[..., Any]) -> None:
    user = make_user("ada")
    sid = sessions.start(user, user_agent="curl/8").sid
    page = admin.get(LIST).content.decode()
    assert f"{user}: curl" in page
    assert f"{user}: {sid}" not in page


def test_filter_of_events_offers_what_is_stored(rf: RequestFactory, settings: Any) -> None:
    """Only events of a user are stored; the documentation names their attributes."""
    settings.SAFEJWT_EVENT_HISTORY = DAY
    offered = {event for event, _ in EventFilter(rf.get("/"), {}, SecurityEvent, SecurityEventAdmin).lookup_choices}
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", EVENTS.read_text(), flags=re.M))
    stored = {event for event in rows if history.keeps(event) and "`user_id`" in rows[event]}
    assert offered == stored


def test_selected_sessions_are_ended_after_confirmation(
    admin: Client, devices: list[sessions.Tokens], heard: Callable[..., Heard], caplog: Any
) -> None:
    received = heard(session_ended)
    selected = {"action": "end_sessions", "_selected_action": [str(devices[0].sid), str(devices[2].sid)]}
    page = admin.post(LIST, selected)
    assert "This logs out 2 devices" in page.content.decode()
    assert others().count() == 3
    with caplog.at_level("INFO", "safejwt"):
        page = admin.post(LIST, {**selected, "confirmed": "yes"}, follow=True)
    assert "2 sessions were ended." in page.content.decode()
    assert others().get().pk == devices[1].sid
    assert {(facts["sid"], facts["reason"]) for facts in received} == {
        (devices[0].sid, "revoked"),
        (devices[2].sid, "revoked"),
    }
    events = [record for record in caplog.records if record.message == "authn_token_revoked"]
    assert {record.ip for record in events} == {"127.0.0.1"}
    assert LogEntry.objects.count() == 2


def test_confirmation_keeps_the_selection_of_all_rows(admin: Client, make_user: Callable[..., Any], clock: Any) -> None:
    user = make_user("ada")
    for _ in range(120):
        sessions.start(user)
    first = str(RefreshToken.objects.values_list("pk", flat=True)[0])
    selected = {"action": "end_sessions", "_selected_action": [first], "select_across": "1"}
    page = admin.post(LIST, selected).content.decode()
    assert "This logs out 121 devices" in page
    assert "and 71 more" in page
    assert 'name="select_across" value="1"' in page
    admin.post(LIST, {**selected, "confirmed": "yes"})
    assert not RefreshToken.objects.exists()


def test_deleting_a_session_on_its_page_ends_it_and_sends_the_signal(
    admin: Client, devices: list[sessions.Tokens], heard: Callable[..., Heard]
) -> None:
    received = heard(session_ended)
    admin.post(f"{LIST}{devices[0].sid}/delete/", {"post": "yes"})
    assert [(facts["sid"], facts["reason"]) for facts in received] == [(devices[0].sid, "revoked")]


def test_view_permission_does_not_allow_ending_sessions(
    devices: list[sessions.Tokens], make_user: Callable[..., Any]
) -> None:
    if not hasattr(get_user_model(), "user_permissions") or get_user_model().user_permissions is None:
        pytest.skip("this user model has no permissions")
    watcher = make_user("watcher", is_staff=True)
    watcher.user_permissions.add(Permission.objects.get(codename="view_refreshtoken"))
    client = Client()
    assert client.login(username=watcher.get_username(), password=PASSWORD)
    assert client.get(LIST).status_code == 200
    client.post(LIST, {"action": "end_sessions", "_selected_action": [str(devices[0].sid)], "confirmed": "yes"})
    assert others().count() == 3


def test_page_of_one_device_offers_no_list_action(make_user: Callable[..., Any]) -> None:
    """Django 6.1 offers actions on that page too."""
    request = RequestFactory().get("/")
    request.user = make_user("root", is_staff=True, is_superuser=True)
    page = RefreshTokenAdmin(RefreshToken, site)
    assert set(page.get_actions(request)) == {"end_sessions"}
    assert page.get_actions(request, action_location=SimpleNamespace(name="CHANGE_FORM")) == {}
