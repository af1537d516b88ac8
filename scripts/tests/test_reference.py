"""The reference is what the code says, and describes what the documentation uses."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from project import ROOT
from reference import checks, decisions
from reference.commands import EXAMPLES, parser
from reference.docstrings import exists, module
from reference.markdown import anchor
from reference.python_api import MODULES, names
from reference.settings import PACKAGE, when_to_change
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import declared
from write_reference import pages

PAGES = pages()
DOCUMENTED = {path for paths in MODULES.values() for path in paths} | {"signals", "accounts.signals"}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_what_the_code_says(path: str) -> None:
    file = ROOT / path
    found = file.read_text(encoding="utf-8") if file.exists() else ""
    assert found == PAGES[path], "run make reference"


def test_no_page_is_left_of_a_module_that_is_gone() -> None:
    written = {path for path in PAGES if "/python/" in path}
    assert written == {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs/reference/python").glob("*.md")}


def test_each_setting_says_when_to_change_it() -> None:
    assert set(when_to_change()) == {*declared(conf), *declared(accounts_conf)}


def test_each_check_is_triggered_by_its_example() -> None:
    script = Path(__file__).parent / "triggered.py"
    output = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    triggered: dict[str, list[str]] = json.loads(output)
    assert triggered.pop("a sound project") == []
    assert set(triggered) == set(checks.examples())
    assert [name for name, found in triggered.items() if name not in found] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_a_command_have_options_that_exist(name: str) -> None:
    (file,) = PACKAGE.rglob(f"management/commands/{name}.py")
    for example in EXAMPLES[name]:
        parser(file)[1].parse_args(re.split(rf"{name}|generate-key", example)[1].split())


def test_decisions_are_numbered_without_gaps() -> None:
    found = decisions.decisions()
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert len({each.title for each in found}) == len(found)


def test_every_decision_says_where_its_topic_is() -> None:
    headings = set(re.findall(r"^## (.+)$", decisions.page(), re.M))
    for each in decisions.decisions():
        assert each.topic in headings
        assert f"(index.md#{anchor(each.topic)})" in each.file.read_text(encoding="utf-8")


def sources() -> Iterator[Path]:
    yield from (ROOT / "docs").rglob("*.md")
    for folder in ("backend", "examples/allauth/backend"):
        yield from (ROOT / folder).rglob("*.py")


def imported(text: str) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each import from the package."""
    for path, listed in re.findall(r"^\s*from safejwt((?:\.\w+)*) import ([\w, ]+)", text, re.M):
        for name in listed.split(","):
            yield path.removeprefix("."), name.split(" as ")[0].strip()


def test_documentation_and_projects_import_what_the_reference_describes() -> None:
    missing = {
        f"{file.relative_to(ROOT)}: {path}.{name}"
        for file in sources()
        for path, name in imported(file.read_text(encoding="utf-8"))
        if not is_described(path, name)
    }
    assert missing == set()


def test_documentation_names_modules_and_attributes_that_exist() -> None:
    # After a slash or a hyphen it is a part of an address, and before a digit the id of a check.
    # Those that begin with a verb are permissions of Django's.
    permissions = "(?!(?:deactivate|delete|send|view|change|add)_)"
    named = re.compile(rf"(?<![\w/@.-])safejwt\.{permissions}((?:[a-z_]+\.)*[A-Za-z_]+)(?![\w.]*\d)")
    missing = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (ROOT / "docs").rglob("*.md")
        for name in named.findall(file.read_text(encoding="utf-8"))
        if not exists(name)
    }
    assert missing == set()


def is_described(path: str, name: str) -> bool:
    whole = f"{path}.{name}".removeprefix(".")
    return whole in DOCUMENTED or (path in DOCUMENTED and name in names(module(path))) or path == "accounts.flows"
