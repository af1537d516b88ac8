"""Finding MariaDB's server; that it starts is what `make matrix` shows."""

from pathlib import Path

import mariadb
import pytest
from command import CommandError


@pytest.fixture(autouse=True)
def _nothing_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(mariadb.GIVEN, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(mariadb, "_PLACES", ())


def install(folder: Path) -> Path:
    program = folder / "sbin/mariadbd"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_a_machine_without_it_is_told_what_to_do() -> None:
    assert not mariadb.available()
    with pytest.raises(CommandError, match="mariadb-server-core"), mariadb.database():
        pass


def test_a_server_without_its_system_tables_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = install(tmp_path)
    monkeypatch.setattr(mariadb, "_PLACES", (str(program.parent),))
    assert mariadb.find() is None
    (tmp_path / "share/mysql").mkdir(parents=True)
    (tmp_path / "share/mysql/mysql_system_tables.sql").touch()
    assert mariadb.find() == program


def test_a_server_that_was_given_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mariadb.GIVEN, "mysql://somewhere/else")
    assert mariadb.available()
    with mariadb.database() as variables:
        assert variables == {"DATABASE_URL": "mysql://somewhere/else"}
