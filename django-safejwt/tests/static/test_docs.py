"""The documents describe the code: every setting, check, event and signal is in them."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from safejwt import signals
from safejwt.accounts import signals as account_signals
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.conf import conf
from safejwt.conf.setting import declared
from safejwt.tokens.keys import ALGORITHMS

from .named_tests import is_there, named_tests

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGE = REPOSITORY / "django-safejwt/src/safejwt"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MANUAL = (REPOSITORY / "docs/reference/events.md").read_text()
REFERENCE = REPOSITORY / "docs/reference"


def test_settings_reference_has_every_setting() -> None:
    described = re.findall(r"^### `(\w+)`$", (REFERENCE / "settings.md").read_text(), re.M)
    assert described == [*declared(conf), *declared(accounts_conf)]


def test_documents_name_no_unknown_setting() -> None:
    known = {*declared(conf), *declared(accounts_conf)}
    for page in (REPOSITORY / "docs").rglob("*.md"):
        # The reasons for constants name the settings that they were.
        if not page.name.endswith("settings-that-became-constants.md"):
            assert set(re.findall(r"`(SAFEJWT_\w*[A-Z])`", page.read_text())) <= known, page


def test_reference_of_checks_has_every_check() -> None:
    sources = "".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    described = re.findall(r"^## `(safejwt\.[EW]\d{3})`$", (REFERENCE / "checks.md").read_text(), re.M)
    assert set(re.findall(r"safejwt\.[EW]\d{3}", sources)) == set(described)


def test_diagrams_show_their_sources() -> None:
    for source in (REPOSITORY / "docs/diagrams").glob("*.mmd"):
        drawn = re.search(r'data-source="(\w+)"', source.with_suffix(".svg").read_text())
        assert drawn is not None
        assert drawn[1] == sha256(source.read_bytes()).hexdigest(), f"run make diagrams: {source.name}"


def tables(text: str) -> list[list[str]]:
    """The first cells of each table's rows."""
    found = re.findall(r"^\|[-| ]+\|\n((?:\|.*\n)+)", text + "\n", re.M)
    return [[row.split(" | ")[0] for row in table.splitlines()] for table in found]


@pytest.mark.parametrize("name", ["reference/events.md", "explanation/security.md"])
def test_no_table_says_a_thing_twice(name: str) -> None:
    every = tables((REPOSITORY / "docs" / name).read_text())
    assert every
    for cells in every:
        named = [cell for cell in cells if cell.strip("| ")]
        assert len(set(named)) == len(named), [cell for cell in named if named.count(cell) > 1]
        settings = re.findall(r"`(\w+)`", " ".join(cell for cell in named if re.match(r"\| `[A-Z]", cell)))
        assert len(set(settings)) == len(settings), [name for name in settings if settings.count(name) > 1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_event_is_in_the_manual(path: Path) -> None:
    for event in re.findall(r'events\.record\(\s*"(\w+)"', path.read_text()):
        assert f"`{event}`" in MANUAL


def test_every_variable_of_the_project_is_in_the_manual_and_in_the_example() -> None:
    sources = ("backend/main/settings.py", "backend/gunicorn.conf.py")
    settings = "".join((REPOSITORY / source).read_text() for source in sources)
    variables = (REPOSITORY / "docs/reference/environment.md").read_text()
    example = (REPOSITORY / ".env.example").read_text()
    for name in set(re.findall(r'"((?:DJANGO|DATABASE|CACHE|WEB)_[A-Z_]+)"', settings)) - {
        "DJANGO_",
        "DJANGO_ENV_FILE",
    }:
        assert f"`{name}`" in variables, name
        assert name in example, name


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_is_in_the_inventory(algorithm: str) -> None:
    assert f"| {algorithm}: " in (REPOSITORY / "docs/guides/keys.md").read_text()


@pytest.mark.parametrize("name", [*signals.__all__, *account_signals.__all__])
def test_every_signal_is_in_the_reference(name: str) -> None:
    assert f"### `{name}`\n" in (REFERENCE / "signals.md").read_text()


def test_every_reason_of_an_ending_is_in_the_manual() -> None:
    sources = "".join(path.read_text() for path in (PACKAGE / "sessions").glob("*.py"))
    # As endings.end and revoke_each get them, and the default of sessions.end.
    given = re.findall(r'(?:sid|pk\)|\]|user\)), "([a-z_]+)"', sources) + re.findall(
        r'reason(?:: str)? ?= ?"([a-z_]+)"', sources
    )
    assert {"logout", "replaced", "revoked", "evicted", "expired"} <= set(given)
    signals_page = (REFERENCE / "signals.md").read_text()
    assert all(f'`"{reason}"`' in signals_page for reason in given)


def test_the_lifetimes_compared_with_nists_are_the_defaults() -> None:
    section = (
        (REPOSITORY / "docs/explanation/security.md")
        .read_text()
        .partition("beside NIST's limits\n")[2]
        .partition("\n## ")[0]
    )
    rows = dict(re.findall(r"^\| .+ \| (.+) \| `(SAFEJWT_ABSOLUTE_LIFETIME|SAFEJWT_IDLE_LIFETIME)`", section, re.M))
    assert {name: int(re.search(r"\d+", text)[0]) for text, name in rows.items()} == {
        "SAFEJWT_ABSOLUTE_LIFETIME": conf.absolute_lifetime.days,
        "SAFEJWT_IDLE_LIFETIME": conf.idle_lifetime.days,
    }
    assert f"{conf.unremembered_idle_lifetime.days} day where" in section
    assert f"{conf.reauthentication_age.seconds // 60} minutes" in section
    assert f"| {conf.max_sessions_per_user}; the least recently used one ends" in section


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_every_link_to_a_page_or_a_section_leads_there(page: Path) -> None:
    for file, section in re.findall(r"\]\(([\w./-]*\.md)?(?:#([\w-]+))?\)", page.read_text()):
        target = page.parent / file if file else page
        assert target.is_file(), file
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert not section or section in anchors, section


PROMISES = (REPOSITORY / "docs/explanation/security.md").read_text().partition("## What is tested")[2]
ROWS = re.findall(r"^\| ([A-Z]\d+) \| (.+?) \| (.*) \|$", PROMISES, re.M)
NUMBERS = {"A": 13, "B": 6, "C": 16, "D": 14, "E": 17, "F": 13, "G": 9, "I": 11, "J": 8, "K": 6, "L": 11, "X": 24}


def test_every_promise_has_its_row_in_order() -> None:
    every = [f"{letter}{number}" for letter, last in NUMBERS.items() for number in range(1, last + 1)]
    assert [number for number, _, _ in ROWS] == every


@pytest.mark.parametrize(
    ("number", "tests"), [(number, tests) for number, _, tests in ROWS], ids=lambda value: value[:3]
)
def test_every_test_of_a_promise_is_there(number: str, tests: str) -> None:
    named = named_tests(tests)
    assert [test for test in named if not is_there(*test)] == []
    assert len(named) == tests.count("::")
    assert named or re.search(r"Not done|No mail", tests), "no test, and nothing that says so"
