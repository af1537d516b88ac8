"""How the template is written from the reference project."""

from pathlib import Path

import assemble
import pytest
from changes import Change


def test_a_change_that_matches_nothing_stops_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assemble, "CHANGES", (Change("Procfile.dev", "a line that was removed", ""),))
    with pytest.raises(ValueError, match="a line that was removed"):
        assemble.write(tmp_path)


def test_packages_have_the_versions_that_were_tested() -> None:
    assert all("~=" in pin and "python_full_version" in pin for pin in assemble.pinned("django>=5.2"))
    assert [pin.partition("~=")[0] for pin in assemble.pinned("pyjwt[crypto]>=2.13")] == ["pyjwt[crypto]"]


def test_a_package_without_a_tested_version_stops_the_build() -> None:
    with pytest.raises(ValueError, match="django-nothing"):
        list(assemble.pinned("django-nothing>=1"))
