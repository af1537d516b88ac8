"""Instances of rows that are made without assigning each column are those that Django makes."""

from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.models.signals import post_init, pre_init
from django.test.utils import isolate_apps
from safejwt import sessions
from safejwt.db.statement import Statement, _is_plain
from safejwt.models import RefreshToken


@pytest.mark.django_db
def test_instance_is_that_of_the_orm(user: Any) -> None:
    sid = sessions.start(user).sid
    rows = RefreshToken.objects.select_related("user")
    statement = Statement.of(rows)
    assert [part.is_plain for part in statement.parts] == [True, _is_plain(type(user), statement.parts[1].names)]
    row = statement.row(sid)
    assert row is not None
    expected = rows.get(pk=sid)
    for part, other in zip(statement.parts, (expected, expected.user), strict=True):
        made = part.instance(row, connection.alias)
        assert type(made) is type(other)
        assert {**vars(made), "_state": None} == {**vars(other), "_state": None}
        assert (made._state.db, made._state.adding) == (other._state.db, other._state.adding)
        assert made._state.fields_cache == {}


@pytest.mark.django_db
@pytest.mark.parametrize("signal", [pre_init, post_init])
def test_receivers_of_a_project_are_sent_each_instance(user: Any, signal: Any) -> None:
    statement, received = Statement.of(RefreshToken.objects.select_related("user")), []
    row = statement.row(sessions.start(user).sid)
    assert row is not None
    receiver = lambda **facts: received.append(facts["sender"])  # noqa: E731
    signal.connect(receiver, sender=RefreshToken)
    try:
        statement.parts[0].instance(row, connection.alias)
    finally:
        signal.disconnect(receiver, sender=RefreshToken)
    assert received == [RefreshToken]


class _Initializing:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class _Assigning:
    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)


class _Reading:
    @classmethod
    def from_db(cls, *arguments: Any) -> Any:
        return super().from_db(*arguments)  # type: ignore[misc]  # of the model


@pytest.mark.parametrize("mixin", [_Initializing, _Assigning, _Reading])
@pytest.mark.parametrize("is_first", [True, False])
@isolate_apps("safejwt")
def test_model_with_code_of_the_project_is_made_by_django(mixin: type, is_first: bool) -> None:
    bases: tuple[type, ...] = (mixin, AbstractBaseUser) if is_first else (AbstractBaseUser, mixin)
    made = type("Member", bases, {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "safejwt"})})
    assert not _is_plain(made, ["id", "password"])


@isolate_apps("safejwt")
def test_column_with_a_descriptor_is_assigned_by_django() -> None:
    class Member(AbstractBaseUser):
        portrait = models.FileField()

        class Meta:
            app_label = "safejwt"

    assert _is_plain(Member, ["id", "password"])
    assert not _is_plain(Member, ["id", "portrait"])
