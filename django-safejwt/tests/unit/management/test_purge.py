"""safejwt_purge deletes expired sessions and nothing else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, models
from django.db.models.signals import post_delete
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.db import batch_delete
from safejwt.models import RefreshToken
from safejwt.sessions import revocation
from safejwt.signals import session_ended

from tests.conftest import DAY, T0, Heard

pytestmark = pytest.mark.django_db

SKEW = timedelta(seconds=60)


@pytest.fixture
def expired(user: Any, clock: Any) -> list[Any]:
    """Ten sessions that expired two to twelve days ago, and an active one."""
    started = [sessions.start(user, now=T0 - (9 + number) * DAY).sid for number in range(10)]
    sessions.start(user, now=T0)
    return started


def purge(**options: Any) -> str:
    out = StringIO()
    call_command("safejwt_purge", stdout=out, **options)
    return out.getvalue()


def test_only_expired_rows_are_deleted(expired: list[Any]) -> None:
    assert purge() == "10 expired sessions deleted.\n"
    assert RefreshToken.objects.count() == 1
    assert purge() == "0 expired sessions deleted.\n"


def test_a_dry_run_counts_and_deletes_nothing(expired: list[Any]) -> None:
    assert purge(dry_run=True) == "10 expired sessions would be deleted.\n"
    assert RefreshToken.objects.count() == 11


def test_batch_size_is_respected(expired: list[Any]) -> None:
    assert list(revocation.purge(batch_size=4)) == [4, 4, 2]


def test_verbosity_controls_progress_output(expired: list[Any]) -> None:
    assert purge(batch_size=4, verbosity=2).splitlines()[:-1] == ["4 so far", "8 so far", "10 so far"]
    assert purge(verbosity=0) == ""


@pytest.mark.parametrize("size", ["0", "-1", "10001", "many"])
def test_invalid_batch_size_is_refused(db: None, size: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 10000"):
        call_command("safejwt_purge", "--batch-size", size)


@pytest.mark.parametrize(("late", "left"), [(SKEW - timedelta(seconds=1), 1), (SKEW, 0)])
def test_clock_skew_between_servers_is_allowed_for(user: Any, late: timedelta, left: int) -> None:
    expires_at = sessions.start(user, now=T0).refresh_expires_at
    list(revocation.purge(now=expires_at + late))
    assert RefreshToken.objects.count() == left


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows; its DELETE repeats the condition")
def test_rows_locked_by_others_are_skipped(expired: list[Any]) -> None:
    with CaptureQueriesContext(connection) as captured:
        list(revocation.purge())
    found = [query["sql"] for query in captured if "safejwt_refreshtoken" in query["sql"]]
    assert "FOR UPDATE SKIP LOCKED" in found[1]
    assert [sql.split()[0] for sql in found] == ["SELECT", "SELECT", "DELETE", "SELECT"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failures", [1, 3])
def test_batch_is_retried_after_a_deadlock(expired: list[Any], monkeypatch: Any, failures: int) -> None:
    original, left = batch_delete._delete_batch, [failures]

    def deadlock(*args: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise OperationalError("Deadlock found when trying to get lock; try restarting transaction")
        return original(*args)

    monkeypatch.setattr(batch_delete, "_delete_batch", deadlock)
    assert sum(revocation.purge(batch_size=4)) == 10


@pytest.mark.django_db(transaction=True)
def test_retries_are_limited_during_an_outage(expired: list[Any], monkeypatch: Any) -> None:
    def away(*args: Any) -> Any:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(batch_delete, "_delete_batch", away)
    with pytest.raises(OperationalError):
        list(revocation.purge())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="rows are locked there before they are deleted")
def test_row_refreshed_since_it_was_read_stays(expired: list[Any], monkeypatch: Any) -> None:
    """Between the SELECT and the DELETE, a database without row locks lets other requests write."""
    refreshed = expired[3]
    original = batch_delete._locked

    def read_then_refresh(rows: Any, skip_locked: bool) -> Any:
        found = list(original(rows, skip_locked))
        RefreshToken.objects.filter(pk=refreshed).update(expires_at=T0 + DAY)
        return type("Read", (), {"values_list": lambda self, *names, flat: [row.pk for row in found]})()

    monkeypatch.setattr(batch_delete, "_locked", read_then_refresh)
    list(revocation.purge())
    assert RefreshToken.objects.filter(pk=refreshed).exists()
    assert RefreshToken.objects.count() == 2


def test_purge_records_one_event_and_sends_no_signal(
    expired: list[Any], heard: Callable[..., Heard], caplog: Any
) -> None:
    received = heard(session_ended)
    with caplog.at_level("INFO", "safejwt"):
        purge(batch_size=4)
    assert [(record.message, record.count) for record in caplog.records] == [("session_expired", 10)]
    assert not received


def test_post_delete_is_sent_for_each_row(expired: list[Any], heard: Callable[..., Heard]) -> None:
    received = heard(post_delete)
    assert purge(batch_size=4) == "10 expired sessions deleted.\n"
    assert len(received) == 10


@pytest.fixture
def notes() -> Iterator[Any]:
    """A model of the project that references sessions."""

    class Note(models.Model):
        session = models.ForeignKey(RefreshToken, on_delete=models.CASCADE)

        class Meta:
            app_label = "project"

        def __str__(self) -> str:
            return f"note {self.pk}"

    with connection.schema_editor() as editor:
        editor.create_model(Note)
    yield Note
    with connection.schema_editor() as editor:
        editor.delete_model(Note)
    del apps.all_models["project"]["note"]
    apps.clear_cache()


@pytest.mark.django_db(transaction=True)
def test_related_rows_are_deleted_with_the_session(notes: Any, expired: list[Any]) -> None:
    for session in RefreshToken.objects.all():
        notes.objects.create(session=session)
    assert purge(batch_size=4) == "10 expired sessions deleted.\n"
    assert notes.objects.count() == RefreshToken.objects.count() == 1


def test_more_rows_than_one_read_are_deleted_once(expired: list[Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(batch_delete, "_READ", 4)
    with CaptureQueriesContext(connection) as captured:
        assert list(revocation.purge(batch_size=3)) == [3, 1, 3, 1, 2]
    # Three reads, and one that finds nothing more.
    read = [query["sql"] for query in captured if query["sql"].startswith("SELECT") and "LIMIT 4" in query["sql"]]
    assert len(read) == 4
    assert RefreshToken.objects.count() == 1
