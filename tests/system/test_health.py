"""The probes of load balancers: `health/live` and `health/ready`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from main import health

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _new_process() -> None:
    health._require_migrations.cache_clear()


@pytest.fixture
def no_database() -> Iterator[None]:
    def refuse(*arguments: Any) -> Any:
        raise OperationalError("connection to the server at 10.0.0.1 failed")

    with connection.execute_wrapper(refuse):
        yield


def test_ready_process_says_so() -> None:
    response = Client().get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "database": "ok", "migrations": "ok", "cache": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("no_database")
def test_process_without_database_is_live_and_not_ready() -> None:
    assert Client().get("/health/live").status_code == 200
    response = Client().get("/health/ready")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["database"] == "failed"
    assert "10.0.0.1" not in response.content.decode(), "what failed and how is in the log"


def test_process_whose_migrations_are_missing_is_not_ready_until_they_are_applied() -> None:
    applied = MigrationRecorder.Migration.objects.filter(app="safejwt").latest("pk")
    applied.delete()
    assert Client().get("/health/ready").json()["migrations"] == "failed"
    applied.save()
    assert Client().get("/health/ready").status_code == 200


def test_applied_migrations_are_not_asked_for_again(django_assert_num_queries: Any) -> None:
    assert Client().get("/health/ready").status_code == 200
    with django_assert_num_queries(1):
        assert Client().get("/health/ready").status_code == 200


def test_server_about_to_stop_is_not_ready_and_logs_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    drain = tmp_path / "drain"
    with override_settings(DRAIN_FILE=str(drain)):
        assert Client().get("/health/ready").status_code == 200
        drain.touch()
        response = Client().get("/health/ready")
        assert (response.status_code, response.json()["status"]) == (503, "draining")
        assert Client().get("/health/live").status_code == 200
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_cache_failure_is_reported_and_takes_no_server_away() -> None:
    response = Client().get("/health/ready")
    assert (response.status_code, response.json()["cache"]) == (200, "failed")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_probe_takes_head_and_refuses_other_methods(path: str) -> None:
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code in (403, 405)


@pytest.mark.parametrize("path", ["/api/", "/api/orders/", "/health/", "/health/nothing", "/users/nothing"])
def test_unknown_path_below_the_api_is_json(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert response["Cache-Control"] == "no-store"
