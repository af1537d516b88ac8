"""Probes for load balancers and orchestrators: whether to restart this process, and whether to send it requests."""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

__all__ = ["ProbeFilter", "live", "ready"]

logger: Final = logging.getLogger(__name__)


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while this process responds."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 if this process can serve: the database responds, and has the tables that this release needs.

    503 otherwise, and while the file `DRAIN_FILE` exists: a server about to stop gets no more requests. The cache is
    reported alone: without it, limits are counted by each process, and users stay logged in.
    """
    states = {"database": _works(_query), "migrations": _works(_require_migrations), "cache": _works(_use_cache)}
    is_draining = bool(settings.DRAIN_FILE) and Path(settings.DRAIN_FILE).exists()
    is_ready = states["database"] and states["migrations"] and not is_draining
    status = "ready" if is_ready else "draining" if is_draining else "not ready"
    return JsonResponse(
        {"status": status} | {name: "ok" if ok else "failed" for name, ok in states.items()},
        status=200 if is_ready else 503,
        headers={} if is_ready else {"Retry-After": "5"},
    )


class ProbeFilter(logging.Filter):
    """Drops Django's record of a 503 of `ready`, which each release causes. What failed has a warning of its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not (getattr(record, "status_code", None) == 503 and request and request.path == "/health/ready")


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        logger.warning("The health check %s failed.", check.__name__.strip("_"), exc_info=True)
        return False
    return True


def _query() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


# Migrations that have been applied stay so: a success is kept, and an error is not.
@lru_cache(maxsize=1)
def _require_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("Migrations are missing: run manage.py migrate.")


def _use_cache() -> None:
    value = str(uuid4())
    cache.set("health", value, timeout=60)
    if cache.get("health") is None:
        raise RuntimeError("The cache has lost a value.")
