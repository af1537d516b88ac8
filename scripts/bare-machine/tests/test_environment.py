"""The .env file of `make run`."""

import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values
from environment import SECRETS, prepare

COMPLETE = "DJANGO_DEBUG=True\n" + "".join(f"{name}=mine\n" for name in SECRETS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_missing_file_is_written_with_fresh_secrets_for_its_owner_alone(file: Path, tmp_path: Path) -> None:
    first, second = prepare({}, file), prepare({}, tmp_path / "other")
    assert len({first[name] for name in SECRETS} | {second[name] for name in SECRETS}) == 2 * len(SECRETS)
    assert dotenv_values(file)["DJANGO_DEBUG"] == "True"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_existing_file_never_changes(file: Path) -> None:
    file.write_text(COMPLETE)
    assert prepare({"DJANGO_DEBUG": "False"}, file)["DJANGO_DEBUG"] == "False"
    assert file.read_text() == COMPLETE


def test_no_file_is_written_for_a_complete_environment(file: Path) -> None:
    prepare(dict.fromkeys(SECRETS, "given"), file)
    assert not file.exists()


@pytest.mark.parametrize(
    ("debug", "unused"), [("False", "DJANGO_SECRET_KEY_DEVELOPMENT"), ("on", "DJANGO_SECRET_KEY_PRODUCTION")]
)
def test_key_of_the_other_mode_is_not_needed(file: Path, debug: str, unused: str) -> None:
    given = {"DJANGO_DEBUG": debug} | {name: "given" for name in SECRETS if name != unused}
    assert prepare(given, file) == given
    assert not file.exists()


@pytest.mark.parametrize("line", ["", "DJANGO_ACCESS_TOKEN_SECRET=''"])
def test_missing_secret_is_named(file: Path, line: str) -> None:
    file.write_text(COMPLETE.replace("DJANGO_ACCESS_TOKEN_SECRET=mine", line))
    with pytest.raises(SystemExit, match="no value for DJANGO_ACCESS_TOKEN_SECRET"):
        prepare({}, file)
