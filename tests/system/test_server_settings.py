"""The settings of gunicorn: how many processes and threads it starts."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from .project_settings import BACKEND


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEB_CONCURRENCY", "DJANGO_THREADS", "CACHE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)


def settings() -> dict[str, Any]:
    return runpy.run_path(str(BACKEND / "gunicorn.conf.py"))


def test_without_a_shared_cache_one_process_counts_the_attempts() -> None:
    assert settings()["workers"] == 1


def test_with_a_shared_cache_each_core_has_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "redis://localhost:6379/0")
    assert settings()["workers"] == 2


def test_memory_limits_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "redis://localhost:6379/0")
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1000, "SC_OPEN_MAX": 256}.__getitem__)
    assert (settings()["workers"], settings()["worker_connections"]) == (1, 156)


def test_environment_and_env_file_set_the_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("WEB_CONCURRENCY='3'\nDJANGO_THREADS='5'\n")
    monkeypatch.setenv("DJANGO_ENV_FILE", str(file))
    assert (settings()["workers"], settings()["threads"]) == (3, 5)
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert settings()["workers"] == 4
