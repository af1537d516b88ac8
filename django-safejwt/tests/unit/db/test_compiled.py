"""Statements that are compiled once are those of the ORM, whatever their values are."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from safejwt import sessions
from safejwt.db import compiled
from safejwt.models import RefreshToken

from tests.conftest import DAY, T0

pytestmark = pytest.mark.django_db

CONDITIONS: list[dict[str, Any]] = [
    {"generation": 1, "auth_hash": "a", "last_used_at": T0},
    {"generation": 1, "last_used_at__lte": T0},
    {"user": 1, "expires_at": T0 + timedelta(microseconds=1)},
]
CHANGES: list[dict[str, Any]] = [
    {"generation": 2, "rotated_at": T0, "auth_hash": "'%s\" --", "user_agent": "ü", "ip": "2001:db8::1"},
    {"ip": None, "remember": False, "late_retry_generation": 0},
]


@pytest.fixture
def row(user: Any) -> RefreshToken:
    return RefreshToken.objects.get(pk=sessions.start(user, now=T0).sid)


def executed(captured: CaptureQueriesContext) -> list[str]:
    # The ORM puts an expression that is compared with into brackets, and a value not.
    return [query["sql"].replace("(", "").replace(")", "") for query in captured if query["sql"][:1] in "UDI"]


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("conditions", CONDITIONS)
def test_update_is_that_of_the_orm(row: RefreshToken, conditions: dict[str, Any], changes: dict[str, Any]) -> None:
    where = {"pk": row.pk, **conditions}
    with CaptureQueriesContext(connection) as expected:
        RefreshToken.objects.filter(**where).update(**changes)
    with CaptureQueriesContext(connection) as captured:
        compiled.update(where, changes)
    assert executed(captured) == executed(expected)


def test_latest_of_two_values_is_that_of_the_orm(row: RefreshToken) -> None:
    where, times = {"pk": row.pk, "seen_generation__lt": 5}, [T0 + DAY, T0 + timedelta(hours=1)]
    changes: dict[str, Any] = {"generation": 2}
    for time, latest in zip(times, [T0 + DAY] * 2, strict=True):
        with CaptureQueriesContext(connection) as expected:
            RefreshToken.objects.filter(**where).update(**changes, last_used_at=Greatest("last_used_at", Value(time)))
        with CaptureQueriesContext(connection) as captured:
            assert compiled.update(where, {**changes, "last_used_at": time}, latest=("last_used_at",)) == 1
        assert executed(captured) == executed(expected)
        row.refresh_from_db()
        assert row.last_used_at == latest


@pytest.mark.parametrize("conditions", CONDITIONS)
def test_delete_is_that_of_the_orm(conditions: dict[str, Any]) -> None:
    where = {"pk": uuid4(), **conditions}
    with CaptureQueriesContext(connection) as expected:
        RefreshToken.objects.filter(**where).delete()
    with CaptureQueriesContext(connection) as captured:
        compiled.delete(where)
    assert executed(captured) == executed(expected)
    assert len(captured) == 1


def test_rows_are_changed_only_if_the_conditions_hold(row: RefreshToken) -> None:
    assert compiled.update({"pk": row.pk, "generation": 1}, {"generation": 2, "ip": "192.0.2.1"}) == 1
    assert compiled.update({"pk": row.pk, "generation": 1}, {"generation": 3, "ip": "192.0.2.2"}) == 0
    row.refresh_from_db()
    assert (row.generation, row.ip) == (2, "192.0.2.1")
    assert compiled.delete({"pk": row.pk, "expires_at": T0}) == 0
    assert compiled.delete({"pk": row.pk, "user": row.user.pk}) == 1
    assert compiled.delete({"pk": row.pk, "user": row.user.pk}) == 0


def test_names_in_another_order_are_another_statement(row: RefreshToken) -> None:
    first, second = {"expires_at": T0 + DAY, "last_used_at": T0}, {"last_used_at": T0 + DAY, "expires_at": T0}
    for changes in (first, second):
        compiled.update({"pk": row.pk}, changes)
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in changes} == changes


def test_receivers_of_a_project_are_sent_each_deletion(row: RefreshToken) -> None:
    received: list[Any] = []
    receiver = lambda instance, **kwargs: received.append(instance.pk)  # noqa: E731
    for signal in (pre_delete, post_delete):
        signal.connect(receiver, sender=RefreshToken)
    try:
        assert compiled.delete({"pk": row.pk}) == 1
    finally:
        for signal in (pre_delete, post_delete):
            signal.disconnect(receiver, sender=RefreshToken)
    assert received == [row.pk, row.pk]


def test_failed_statement_marks_the_transaction_as_broken(row: RefreshToken) -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            compiled.update({"pk": row.pk}, {"auth_hash": None})
        assert connection.needs_rollback


def test_insert_is_that_of_the_orm(row: RefreshToken) -> None:
    with CaptureQueriesContext(connection) as expected:
        RefreshToken.objects.filter(pk=row.pk).delete()
        row.save(force_insert=True)
    RefreshToken.objects.filter(pk=row.pk).delete()
    with CaptureQueriesContext(connection) as captured:
        compiled.insert(row)
    assert executed(captured) == executed(expected)[1:]
    assert (row._state.adding, row._state.db) == (False, connection.alias)
    assert RefreshToken.objects.get() == row


def test_receivers_of_a_project_are_sent_each_insertion(row: RefreshToken) -> None:
    received: list[dict[str, Any]] = []
    receiver = lambda **facts: received.append(facts)  # noqa: E731
    sent: list[list[dict[str, Any]]] = []
    for insert in (lambda session: session.save(force_insert=True), compiled.insert):
        RefreshToken.objects.filter(pk=row.pk).delete()
        for signal in (pre_save, post_save):
            signal.connect(receiver, sender=RefreshToken)
        try:
            insert(row)
        finally:
            for signal in (pre_save, post_save):
                signal.disconnect(receiver, sender=RefreshToken)
        sent.append(received[:])
        received.clear()
    assert sent[0] == sent[1]
    assert len(sent[1]) == 2


def test_columns_are_those_of_the_rows_beyond_the_first_ones(user: Any) -> None:
    sids = [sessions.start(user, user_agent="x", now=T0 + timedelta(seconds=second)).sid for second in range(4)]
    where = {"user": user.pk, "expires_at__gt": T0}
    columns = ("pk", "user_agent")
    found = compiled.select(where, columns, order=("-last_used_at", "-pk"), beyond=2)
    assert found == [(sids[1], "x"), (sids[0], "x")]
    assert compiled.select({**where, "expires_at__gt": T0 + 90 * DAY}, columns, order=("pk",), beyond=0) == []
