"""The .env file."""

import stat
from pathlib import Path

import environment
import pytest
from command import CommandError
from environment import REQUIRED, SECRETS

COMPLETE = dict.fromkeys(REQUIRED, "given")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_absent_file_is_written_with_a_different_secret_for_each_variable(file: Path) -> None:
    environment.prepare({}, file)
    written = environment.read(file)
    assert written["DJANGO_DEBUG"] == "True"
    assert len({written[name] for name in SECRETS}) == len(SECRETS)
    assert all(len(written[name]) >= 64 for name in SECRETS)


def test_written_file_is_readable_by_its_owner_alone(file: Path) -> None:
    environment.prepare({}, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_files_never_share_a_secret(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    environment.prepare({}, file)
    environment.prepare({}, other)
    first, second = environment.read(file), environment.read(other)
    assert not {first[name] for name in SECRETS} & {second[name] for name in SECRETS}


def test_file_that_is_there_is_never_changed(file: Path) -> None:
    text = "".join(f"{name}=mine\n" for name in REQUIRED)
    file.write_text(text)
    environment.prepare({}, file)
    assert file.read_text() == text


def test_nothing_is_written_when_the_process_brings_every_variable(file: Path) -> None:
    environment.prepare(COMPLETE, file)
    assert not file.exists()


def test_variables_of_the_process_win_over_the_file(file: Path) -> None:
    environment.prepare({}, file)
    variables = environment.prepare({"DJANGO_DEBUG": "False", "DATABASE_URL": "sqlite://"}, file)
    assert variables["DJANGO_DEBUG"] == "False"
    assert variables["DATABASE_URL"] == "sqlite://"


def test_missing_variable_is_named_and_the_file_left_alone(file: Path) -> None:
    file.write_text("".join(f"{name}=mine\n" for name in REQUIRED if name != "DJANGO_ACCESS_TOKEN_SECRET"))
    with pytest.raises(CommandError, match="no value for DJANGO_ACCESS_TOKEN_SECRET"):
        environment.prepare({}, file)


def test_empty_variable_counts_as_missing(file: Path) -> None:
    file.write_text("".join(f"{name}=''\n" for name in REQUIRED))
    with pytest.raises(CommandError, match="no value for DJANGO_DEBUG, DJANGO_SECRET_KEY_DEVELOPMENT"):
        environment.prepare({}, file)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("NAME='value'", "value"),
        ('NAME="value"  # why', "value"),
        ("export NAME=value", "value"),
        ("NAME = value # why", "value"),
        ("NAME='a=b#c'", "a=b#c"),
        ("NAME=", ""),
    ],
)
def test_lines_are_read_as_the_server_reads_them(file: Path, line: str, value: str) -> None:
    file.write_text(f"# a comment\n\n{line}\n")
    assert environment.read(file) == {"NAME": value}


@pytest.mark.parametrize("line", ["hunter2", "NA ME=hunter2", "=hunter2", "1A=hunter2", "NAME='hunter2"])
def test_broken_line_is_named_by_number_without_its_content(file: Path, line: str) -> None:
    file.write_text(f"NAME=value\n{line}\n")
    with pytest.raises(CommandError, match="line 2") as caught:
        environment.read(file)
    assert "hunter2" not in str(caught.value)


def test_example_names_every_required_variable() -> None:
    assert set(REQUIRED) <= set(environment.read(environment.EXAMPLE))
