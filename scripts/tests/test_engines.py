"""Browsers that are missing."""

from pathlib import Path
from typing import NoReturn

import engines
import processes
import pytest
import test as runner
from command import CommandError, Unavailable
from reports import Count
from suites import Suite


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without browsers that may not install any."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("FIREFOX_PATH", raising=False)
    monkeypatch.setattr(engines, "_MAC_FIREFOX", tmp_path / "firefox")
    monkeypatch.setattr(engines, "fetch_from_debian", lambda *_: False)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(("find", "package"), [(engines.firefox, "firefox-esr"), (engines.webkit, "webkit2gtk-driver")])
def test_a_missing_browser_says_what_to_install(find: object, package: str) -> None:
    with pytest.raises(Unavailable, match=package), find():  # type: ignore[operator]
        pass


@pytest.mark.usefixtures("bare")
def test_a_firefox_that_does_not_start_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stub = tmp_path / "firefox"
    stub.write_text("#!/bin/sh\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setattr(processes, "run", lambda *_: 1)
    with pytest.raises(Unavailable), engines.firefox():
        pass


@pytest.mark.usefixtures("bare")
def test_a_firefox_that_was_named_wrongly_is_not_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIREFOX_PATH", str(tmp_path / "nothing"))
    with pytest.raises(CommandError, match="does not start"), engines.firefox():
        pass


def test_a_suite_whose_browser_is_missing_is_skipped_with_the_reason() -> None:
    def nothing() -> NoReturn:
        raise Unavailable("Firefox is not here: install it.")

    result = runner._run(Suite("engines", "Firefox", ["false"], needs=nothing))
    assert result.count == Count(skipped=1)
    assert "Firefox is not here: install it." in runner._table([result])
