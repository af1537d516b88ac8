"""How the template is written from the reference project."""

from dataclasses import replace
from pathlib import Path

import assemble
import pytest
from changes import Change
from imports import imported_from
from variants import VARIANTS


def test_a_change_that_matches_nothing_stops_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    change = Change("Procfile.dev", "a line that was removed", "")
    monkeypatch.setattr(assemble, "VARIANTS", [replace(VARIANTS[0], changes=[change])])
    with pytest.raises(ValueError, match="a line that was removed"):
        assemble.write(tmp_path)


def test_packages_have_the_versions_that_were_tested() -> None:
    assert all("~=" in pin and "python_full_version" in pin for pin in assemble.pinned("django>=5.2"))
    assert [pin.partition("~=")[0] for pin in assemble.pinned("pyjwt[crypto]>=2.13")] == ["pyjwt[crypto]"]


def test_a_package_without_a_tested_version_stops_the_build() -> None:
    with pytest.raises(ValueError, match="django-nothing"):
        list(assemble.pinned("django-nothing>=1"))


def test_a_project_gets_what_its_pages_import(tmp_path: Path) -> None:
    files = {"main.ts": "import './a';", "a.ts": "export { b } from 'frontend/b';", "frontend/b.css": "", "c.ts": ""}
    (tmp_path / "frontend").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match="imports frontend/b, which is missing"):
        imported_from(tmp_path, ["main.ts"])
    (tmp_path / "a.ts").write_text("import classes from 'frontend/b.css';")
    assert imported_from(tmp_path, ["main.ts"]) == {"main.ts", "a.ts", "frontend/b.css"}
