"""Bills of materials and the question for advisories."""

import subprocess
from pathlib import Path

import pytest
import supply_chain
from command import CommandError
from project import ROOT


def test_packages_that_the_database_was_not_asked_about_do_not_pass() -> None:
    pip_audits = [words for _, words, _ in supply_chain.audits() if str(words[0]).endswith("pip-audit")]
    assert pip_audits
    assert all("--strict" in words for words in pip_audits)


def test_every_lock_of_what_is_run_is_checked() -> None:
    names = {name for name, _, _ in supply_chain.audits()}
    assert names == {
        "requirements/dev.txt",
        "requirements/audit.txt",
        "package-lock.json",
        "benchmarks/client/package-lock.json",
    }


def test_npms_database_that_cannot_be_reached_is_a_failure() -> None:
    [words] = [words for name, words, _ in supply_chain.audits() if name == "package-lock.json"]
    # Nothing listens at the port "discard".
    nowhere = ["--registry=http://127.0.0.1:9", "--fetch-retries=0"]
    answer = subprocess.run([*map(str, words), *nowhere], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode != 0
    assert "vulnerabilities" not in answer.stdout


def test_one_failure_is_named_and_fails_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply_chain, "_install", lambda: None)
    monkeypatch.setattr(supply_chain, "audits", lambda: [("good.txt", ["true"], ROOT), ("silent.txt", ["false"], ROOT)])
    with pytest.raises(CommandError, match=r"holes: silent\.txt\."):
        supply_chain.audit()


def test_a_bill_of_materials_has_the_products_name_and_not_the_folders() -> None:
    bom = {"components": [], "metadata": {"component": {"name": "my-checkout", "version": "0.0.0"}}}
    assert supply_chain.named(bom, "safejwt-workspace")["metadata"]["component"] == {
        "name": "safejwt-workspace",
        "version": "0.0.0",
    }


def test_a_bill_of_materials_with_a_path_of_this_machine_is_refused() -> None:
    with pytest.raises(CommandError, match="/srv/checkout"):
        supply_chain.refuse_machine_paths('{"url": "file:///srv/checkout/safejwt-js"}', Path("/srv/checkout"))
