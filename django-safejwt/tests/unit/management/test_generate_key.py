"""`manage.py safejwt_generate_key`."""

import subprocess
import sys
from base64 import urlsafe_b64decode
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from safejwt.management.commands.safejwt_generate_key import Command
from safejwt.tokens import keys
from safejwt.tokens.keys import ALGORITHMS, access_keys


def generate(*arguments: str) -> str:
    output = StringIO()
    call_command("safejwt_generate_key", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_it_prints_is_a_value_for_the_setting(settings: Any, algorithm: str) -> None:
    printed = generate("--algorithm", algorithm)
    assert printed.count("\n") == 1
    assert printed.isascii()
    settings.ACCESS_TOKEN_SECRET = printed.strip()
    ring = access_keys()
    assert f'"alg":"{algorithm}"'.encode() in urlsafe_b64decode(ring.signing.header + b"===")
    assert ring.signing.verify(b"message", ring.signing.sign(b"message"))


def test_without_a_word_it_is_a_secret_and_each_is_new() -> None:
    printed = {generate() for _ in range(20)}
    assert len(printed) == 20
    assert all(len(secret.strip()) == 64 for secret in printed)


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        generate("--algorithm", "none")


def test_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    with pytest.raises(CommandError, match=r"pip install django-safejwt\[crypto\]"):
        generate("--algorithm", "EdDSA")


def test_it_works_while_the_settings_are_wrong(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """As from the command line, where other commands stop at the system checks."""
    settings.ACCESS_TOKEN_SECRET = settings.REFRESH_TOKEN_SECRET = ""
    Command().run_from_argv(["manage.py", "safejwt_generate_key"])
    assert len(capsys.readouterr().out.strip()) == 64


def test_it_works_where_there_are_no_settings() -> None:
    words = [sys.executable, "-m", "safejwt.management.commands.safejwt_generate_key", "--algorithm", "EdDSA"]
    done = subprocess.run(words, env={}, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("-----BEGIN PRIVATE KEY-----\\n")
    assert not done.stderr
