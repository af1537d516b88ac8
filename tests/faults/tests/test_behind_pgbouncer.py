"""Servers share few connections through PgBouncer in transaction mode, as docs/deploy/several-servers.md says."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.backend import Backend, running
from harness.load import Load
from harness.pgbouncer import PGBOUNCER, pooling
from harness.postgresql import PostgreSQL
from harness.sizes import full_or

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed")


@pytest.fixture
def pooled(postgres: PostgreSQL, folder: Path) -> Iterator[Backend]:
    postgres.copy("template", "pooled")
    own = folder / "pgbouncer"
    own.mkdir()
    folder.chmod(0o711)
    with (
        pooling(postgres.url("pooled"), own, size=4) as url,
        # PgBouncer refuses the statement timeout in PGOPTIONS, and before version 1.21 prepared statements.
        running(f"{url}?server_side_binding=false", "pooled", WEB_CONCURRENCY="2", PGOPTIONS="") as backend,
    ):
        yield backend


def test_sixteen_threads_share_four_connections(pooled: Backend) -> None:
    users = [pooled.create_user() for _ in range(12)]
    sids = [user.sid for user in users]
    with Load(users) as load:
        time.sleep(full_or(10.0, 3.0))
    assert load.failures == []
    assert set(load.statuses) == {200}
    assert [user.sid for user in users] == sids
    assert pooled.alarms() == []
