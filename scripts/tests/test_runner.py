"""Suites run side by side, wait for what they need, and end with the runner."""

import os
import sys
import time
from pathlib import Path

import pytest
import suites
import test as runner
from reports import Count
from suites import Suite


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "BUILD", tmp_path)


def python(name: str, code: str, group: str = "lint", *needs: str) -> Suite:
    return Suite(name, group, [sys.executable, "-c", code], needs=needs)


def run(*several: Suite) -> dict[str, runner.Result]:
    return {result.suite.name: result for result in runner.run_all(list(several), dict(os.environ))}


def test_two_suites_run_at_a_time() -> None:
    started = time.monotonic()
    results = run(*(python(str(number), "import time; time.sleep(1)") for number in range(2)))
    assert time.monotonic() - started < 1.9
    assert [result.count for result in results.values()] == [Count(passed=1)] * 2


def test_failed_set_up_fails_what_needs_it(capsys: pytest.CaptureFixture[str]) -> None:
    results = run(python("test", "", "python", "step"), python("step", "print('the reason'); exit(3)", "set-up"))
    assert (results["step"].count, results["test"].count) == (Count(failed=1), Count(failed=1))
    assert results["test"].note == "step failed"
    assert "the reason" in capsys.readouterr().out


def test_suite_that_cannot_run_here_is_skipped_with_its_reason() -> None:
    results = run(python("firefox", "print('There is no Firefox.'); exit(77)"))
    assert results["firefox"].count == Count(skipped=1)
    assert "There is no Firefox." in runner.table(list(results.values()))


def test_interruption_ends_the_children_of_a_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pid"
    family = "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"

    def interrupt(_: float) -> None:
        text = (tmp_path / "reports" / "family" / "log").read_text()
        if text.strip():
            file.write_text(text)
            raise KeyboardInterrupt
        os.sched_yield()

    monkeypatch.setattr(runner.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(python("family", family))
    status = Path(f"/proc/{file.read_text().strip()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_environment_of_the_suites_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DJANGO_LOGIN_RATE", "PGHOST", "PYTEST_ADDOPTS", "PORT"):
        monkeypatch.setenv(name, "of the developer")
    environment = suites.clean_environment()
    assert "of the developer" not in environment.values()
    assert environment["DJANGO_ENV_FILE"] == os.devnull


def test_unknown_suite_is_named_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match=r"no suite nothing\. Choose from lint, .*library-sqlite"):
        suites.selected(["nothing"])


def test_python_suites_need_no_npm() -> None:
    assert "npm-packages" not in {suite.name for suite in suites.selected(["python"])}
