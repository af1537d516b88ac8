"""The manual says what the code does: every setting, check, event and error code is in it."""

import ast
import json
import re
from pathlib import Path

import pytest
from safejwt import signals
from safejwt.accounts import signals as account_signals
from safejwt.conf import conf
from safejwt.handlers import STATUS
from safejwt.keys import ALGORITHMS

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "django-safejwt/src/safejwt"
SOURCES = sorted([*PACKAGE.glob("*.py"), *(PACKAGE / "accounts").glob("*.py")])
MANUAL = (REPOSITORY / "docs/settings.md").read_text()


def strings(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


SETTINGS = sorted(
    name
    for name in strings(PACKAGE / "conf.py") | strings(PACKAGE / "accounts/conf.py")
    if re.fullmatch(r"(SAFEJWT_[A-Z_]+|[A-Z]+_TOKEN_SECRET)", name)
)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_manual(name: str) -> None:
    assert f"`{name}`" in MANUAL


def test_the_manual_names_no_setting_that_is_not_there() -> None:
    assert set(re.findall(r"`(SAFEJWT_[A-Z_]+)`", MANUAL)) <= set(SETTINGS)


def test_every_check_is_in_the_manual_and_the_manual_has_no_other() -> None:
    sources = "".join(path.read_text() for path in SOURCES)
    assert set(re.findall(r"safejwt\.[EW]\d{3}", sources)) == set(re.findall(r"safejwt\.[EW]\d{3}", MANUAL))


def tables(text: str) -> list[list[str]]:
    """The first cells of each table's rows."""
    found = re.findall(r"^\|[-| ]+\|\n((?:\|.*\n)+)", text + "\n", re.M)
    return [[row.split(" | ")[0] for row in table.splitlines()] for table in found]


@pytest.mark.parametrize("name", ["settings.md", "security.md"])
def test_no_table_says_a_thing_twice(name: str) -> None:
    every = tables((REPOSITORY / "docs" / name).read_text())
    assert every
    for cells in every:
        named = [cell for cell in cells if cell.strip("| ")]
        assert len(set(named)) == len(named), [cell for cell in named if named.count(cell) > 1]
        settings = re.findall(r"`(\w+)`", " ".join(cell for cell in named if re.match(r"\| `[A-Z]", cell)))
        assert len(set(settings)) == len(settings), [name for name in settings if settings.count(name) > 1]


@pytest.mark.parametrize("prefix", ["E0", "W0", "E1", "W1"])
def test_the_checks_stand_in_their_order(prefix: str) -> None:
    ids = re.findall(rf"^\| `safejwt\.({prefix}\d\d)` ", MANUAL, re.M)
    assert ids == sorted(ids)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_event_is_in_the_manual(path: Path) -> None:
    for event in re.findall(r'events\.record\(\s*"(\w+)"', path.read_text()):
        assert f"`{event}`" in MANUAL


def test_every_error_code_is_in_the_protocol_with_its_status() -> None:
    protocol = json.loads((REPOSITORY / "protocol/errors.json").read_text())
    assert {code: entry["status"] for code, entry in protocol.items()} == STATUS


def test_every_error_class_has_a_code_of_the_protocol() -> None:
    codes = re.findall(r'^    code = "(\w+)"', (REPOSITORY / "django-safejwt/src/safejwt/errors.py").read_text(), re.M)
    assert codes
    assert set(codes) <= set(STATUS)


def test_every_variable_of_the_project_is_in_the_manual_and_in_the_example() -> None:
    settings = (REPOSITORY / "backend/main/settings.py").read_text()
    example = (REPOSITORY / ".env.example").read_text()
    for name in set(re.findall(r'"((?:DJANGO|DATABASE|CACHE)_[A-Z_]+)"', settings)) - {"DJANGO_"}:
        assert f"`{name}`" in MANUAL, name
        assert name in example, name


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_is_in_the_inventory(algorithm: str) -> None:
    assert f"| {algorithm}: " in (REPOSITORY / "docs/keys.md").read_text()


@pytest.mark.parametrize("name", [*signals.__all__, *account_signals.__all__])
def test_every_signal_is_in_the_manual(name: str) -> None:
    assert f"| `{name}` | " in MANUAL.partition("## Signals")[2]


def test_every_reason_of_an_ending_is_in_the_manual() -> None:
    sources = "".join(path.read_text() for path in PACKAGE.glob("*.py"))
    # As endings.end and end_each get them, and the default of sessions.end.
    given = re.findall(r'(?:sid|pk\)|\]|user\)), "([a-z_]+)"', sources) + re.findall(
        r'reason(?:: str)? ?= ?"([a-z_]+)"', sources
    )
    assert {"logout", "replaced", "revoked", "evicted", "expired"} <= set(given)
    assert all(f"`{reason}`" in MANUAL for reason in given)


def test_the_lifetimes_compared_with_nists_are_the_defaults() -> None:
    section = (REPOSITORY / "docs/security.md").read_text().partition("beside NIST's limits\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| .+ \| (.+) \| `(SAFEJWT_ABSOLUTE_LIFETIME|SAFEJWT_IDLE_LIFETIME)`", section, re.M))
    assert {name: int(re.search(r"\d+", text)[0]) for text, name in rows.items()} == {
        "SAFEJWT_ABSOLUTE_LIFETIME": conf.absolute_lifetime.days,
        "SAFEJWT_IDLE_LIFETIME": conf.idle_lifetime.days,
    }
    assert f"{conf.unremembered_idle_lifetime.days} day where" in section
    assert f"{conf.reauthentication_age.seconds // 60} minutes" in section
    assert conf.max_sessions_per_user is None
    assert "no limit;" in section


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_link_to_a_page_or_a_section_leads_there(page: Path) -> None:
    for file, section in re.findall(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)", page.read_text()):
        target = page.parent / file if file else page
        assert target.is_file(), file
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert not section or section in anchors, section


PROMISES = (REPOSITORY / "docs/security.md").read_text().partition("## What is tested")[2]
ROWS = re.findall(r"^\| ([A-Z]\d+) \| (.+?) \| (.*) \|$", PROMISES, re.M)
NUMBERS = {"A": 13, "B": 6, "C": 15, "D": 14, "E": 13, "F": 11, "G": 9, "I": 11, "J": 8, "K": 6, "L": 10, "X": 24}
FOLDERS = {
    "django-safejwt": "django-safejwt/tests",
    "backend": "tests/system",
    "faults": "tests/faults/tests",
    "e2e": "tests/browser/specs",
    "safejwt-js": "safejwt-js/tests",
    "packed": "tests/package/tests",
    "scripts": "scripts/tests",
    "bare-machine": "scripts/bare-machine/tests",
    "plugins": "tests/plugins",
}


def names_of_tests(path: Path) -> set[str]:
    text = path.read_text()
    if path.suffix == ".py":
        return set(re.findall(r"^ *def (test_\w+)\(", text, re.M))
    # What test('…', () => {}) and test.each([…])('…', () => {}) have in common.
    return {name for _, name in re.findall(r"""\(\s*(['"`])(.*?)(?<!\\)\1,\s*(?:async\s*)?\(""", text)}


def test_every_promise_has_its_row_in_order() -> None:
    every = [f"{letter}{number}" for letter, last in NUMBERS.items() for number in range(1, last + 1)]
    assert [number for number, _, _ in ROWS] == every


@pytest.mark.parametrize(
    ("number", "tests"), [(number, tests) for number, _, tests in ROWS], ids=lambda value: value[:3]
)
def test_every_test_of_a_promise_is_there(number: str, tests: str) -> None:
    named = re.findall(r"`([\w-]+)/([\w/.-]+)::(.+?)`", tests)
    for folder, file, name in named:
        path = REPOSITORY / FOLDERS[folder] / file
        assert path.is_file(), path
        assert name in names_of_tests(path), f"{file}::{name}"
    assert len(named) == tests.count("::")
    assert named or re.search(r"Not done|No mail", tests), "no test, and nothing that says so"
