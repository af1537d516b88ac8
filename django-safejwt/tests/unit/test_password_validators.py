"""Which passwords are accepted (NIST SP 800-63B-4, OWASP ASVS 6.2)."""

import gzip
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured, ValidationError
from safejwt.password_validators import BreachedPasswordValidator, GuessablePasswordValidator, LengthValidator
from safejwt.passwords import blocklist
from safejwt.passwords.blocklist import common_passwords, is_guessable

LIST = Path(blocklist.__file__).parent / "data" / "long-passwords.txt.gz"


def refusal(validator: Any, password: str, user: Any = None) -> str | None:
    try:
        validator.validate(password, user)
    except ValidationError as error:
        return str(error.code)
    return None


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "password_too_short"), (14, "password_too_short"), (15, None), (1024, None), (1025, "password_too_long")],
)
@pytest.mark.parametrize("character", ["x", " ", "密", "🔑", "\x00"])
def test_length_is_15_to_1024_characters_of_any_kind(length: int, expected: str | None, character: str) -> None:
    assert refusal(LengthValidator(), character * length) == expected


@pytest.mark.parametrize("numbers", [(7, 1024), (65, 1024), (15, 63)])
def test_lengths_that_forbid_passphrases_are_rejected(numbers: tuple[int, int]) -> None:
    with pytest.raises(ImproperlyConfigured, match="min_length"):
        LengthValidator(*numbers)


def test_eight_characters_can_be_allowed_with_a_second_factor() -> None:
    assert refusal(LengthValidator(min_length=8), "x" * 8) is None


def test_blocklist_has_thousands_of_long_passwords_and_all_are_refused() -> None:
    entries = gzip.decompress(LIST.read_bytes()).decode().split("\n")
    assert len(entries) == len(set(entries)) > 9000
    assert all(len(entry) >= 15 for entry in entries)
    validator = GuessablePasswordValidator()
    assert {refusal(validator, entry.upper()) for entry in entries[::50]} == {"password_too_common"}
    assert set(entries) <= common_passwords()
    assert LIST.stat().st_size < 90_000


COMMON = [
    # On the list, in any case and with any separators.
    "passwordpassword",
    "PasswordPassword",
    "Password-Password",
    "123456789qwerty",
    "1qaz2wsx3edc4rfv",
    # Common ones, repeated or combined to reach the length.
    "iloveyouiloveyou",
    "iloveyou iloveyou iloveyou",
    "dragondragondragon",
    "sunshine.princess",
    "P@ssw0rdP@ssw0rd",
    "P@ssw0rd12345678",
    "letmeinletmein2026",
    "football20261123",
    # Keyboard walks, runs, repetitions.
    "qwertyuiopasdfghjkl",
    "poiuytrewqlkjhgfdsa",
    "aaaaaaaaaaaaaaaa",
    " " * 15,
    "\u3000" * 15,
    "abcabcabcabcabcabc",
    "1234567890123456789",
    "98765432109876543210",
    "йцукенгшщзфывапролд",
    "zzzzzzzzzzzzzzzz1234",
    "x" * 1000,
]
GOOD = [
    "correct horse battery staple",
    "another long passphrase",
    "another passphrase of mine",
    "quiet harbor 3f9a0c12bd77",
    "  spaces at both ends  ",
    "73648291640283746591",
    "pässwörd 密码 🔑 long",
    "kX9#vQ2$mZ7!pL4&",
    "a new passphrase 12",
    "x" * 60 + "y" * 964,
]


@pytest.mark.parametrize("password", COMMON)
def test_common_password_is_refused(password: str) -> None:
    assert refusal(GuessablePasswordValidator(), password) == "password_too_common"


def test_password_made_from_the_users_name_is_not_only_called_common() -> None:
    with pytest.raises(ValidationError, match="or contains details about you"):
        GuessablePasswordValidator().validate("lovelace-lovelace", User(last_name="Lovelace"))


@pytest.mark.parametrize("password", GOOD)
def test_uncommon_password_is_accepted(password: str) -> None:
    assert refusal(GuessablePasswordValidator(words=["safejwt"]), password) is None


@pytest.mark.parametrize(
    "password",
    [
        "lovelace.lovelace",
        "ada.lovelace1815",
        "AdaLovelace12345",
        "adalovelaceadalovelace",
        "ada.lovelace@analytical.example",
        "safejwtlovelace",
        "Safe JWT password",
        "safejwt safejwt!",
    ],
)
def test_password_made_of_facts_about_user_or_site_is_refused(password: str) -> None:
    # Not the project's user model: the validator reads these fields from any model that has them.
    user = User(username="ada", email="ada.lovelace@analytical.example", last_name="Lovelace")
    validator = GuessablePasswordValidator(words=["safejwt", "safe jwt"])
    assert refusal(validator, password, user) == "password_too_common"
    stranger = User(username="grace", email="grace@navy.example")
    if "lovelace" in password.lower() and "safejwt" not in password:
        assert refusal(validator, "they were called lovelace and babbage", stranger) is None


def test_guessable_check_is_fast() -> None:
    is_guessable("a first call loads the lists")
    for password in (*GOOD, "password" * 16, "q7" * 64, "abc1" * 32):
        # Processor time, which does not grow on a busy machine.
        started = time.thread_time()
        is_guessable(password, ["ada", "ada.lovelace@analytical.example"])
        assert time.thread_time() - started < 0.25, password[:20]


def range_search(prefix: str) -> list[str]:
    # SHA-1 of "password" and, with the count of zero that marks padding, of "correct horse battery
    # staple".
    return {
        "5BAA6": ["1E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824", "0018A45C4D1DEF81644B54AB7F969B88D65:1"],
        "ABF77": ["28CD86B0A6B4C0C63FA9F1D49CC2CB8E1E1:0"],
    }.get(prefix, [])


def unreachable(prefix: str) -> list[str]:
    raise OSError("no network")


def test_breached_password_is_refused() -> None:
    validator = BreachedPasswordValidator(f"{__name__}.range_search")
    assert refusal(validator, "password") == "password_breached"
    assert refusal(validator, "passwords") is None


@pytest.mark.parametrize(("choice", "expected"), [("accept", None), ("refuse", "unchecked")])
def test_unreachable_breach_list_follows_the_option_and_records_an_event(
    caplog: pytest.LogCaptureFixture, choice: Any, expected: str | None
) -> None:
    validator = BreachedPasswordValidator(f"{__name__}.unreachable", choice)
    assert refusal(validator, "a breached passphrase") == expected
    assert [record.msg for record in caplog.records] == ["breach_list_unavailable"]
    assert "a breached passphrase" not in caplog.text


def test_only_a_hash_prefix_leaves_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    prefixes: list[str] = []
    validator = BreachedPasswordValidator(f"{__name__}.range_search")
    monkeypatch.setattr(validator, "lookup", lambda prefix: prefixes.append(prefix) or [])
    validator.validate("password")
    assert prefixes == ["5BAA6"]


@pytest.mark.parametrize("validator", [LengthValidator(), GuessablePasswordValidator()])
def test_validators_have_help_texts(validator: Any) -> None:
    assert validator.get_help_text()
