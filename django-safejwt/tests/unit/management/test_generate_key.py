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
def test_output_is_a_value_for_the_setting(settings: Any, algorithm: str) -> None:
    printed = generate("--algorithm", algorithm)
    assert printed.count("\n") == 1
    assert printed.isascii()
    settings.ACCESS_TOKEN_SECRET = printed.strip()
    ring = access_keys()
    assert f'"alg":"{algorithm}"'.encode() in urlsafe_b64decode(ring.signing.header + b"===")
    assert ring.signing.verify(b"message", ring.signing.sign(b"message"))


def test_default_is_a_new_secret_each_time() -> None:
    printed = {generate() for _ in range(20)}
    assert len(printed) == 20
    assert all(len(secret.strip()) == 64 for secret in printed)


def test_unknown_algorithm_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        generate("--algorithm", "none")


def test_missing_cryptography_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    with pytest.raises(CommandError, match=r"pip install django-safejwt\[crypto\]"):
        generate("--algorithm", "EdDSA")


def test_runs_with_wrong_settings(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """As on the command line, where other commands stop at the system checks."""
    settings.ACCESS_TOKEN_SECRET = settings.REFRESH_TOKEN_SECRET = ""
    Command().run_from_argv(["manage.py", "safejwt_generate_key"])
    assert len(capsys.readouterr().out.strip()) == 64


@pytest.mark.parametrize("command", [["safejwt", "generate-key"], ["safejwt.management.commands.safejwt_generate_key"]])
def test_runs_without_settings(command: list[str]) -> None:
    words = [sys.executable, "-m", *command, "--algorithm", "EdDSA"]
    done = subprocess.run(words, env={}, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("-----BEGIN PRIVATE KEY-----\\n")
    assert not done.stderr


@pytest.mark.parametrize("arguments", [[], ["other"], ["--help"]])
def test_module_says_what_it_does(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "safejwt", *arguments], env={}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("usage: python -m safejwt generate-key")
