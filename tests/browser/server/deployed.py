"""The site of deploy/ for a browser: two servers, PostgreSQL, Valkey, and Caddy with TLS.

Writes the address of the site when both servers are ready. Then it obeys the lines `kill` and `release` of its input,
writes `done` after each, and ends with its input.
"""

import sys
import tempfile
import time
from pathlib import Path

from harness.backend import Backend, migrate
from harness.caddy import proxying
from harness.deployment import Deployment, deployed
from harness.postgresql import PostgreSQL
from harness.user import User
from harness.valkey import Valkey
from harness.workers import wait_for_workers

# The pauses of deploy/release.sh.
PAUSE = 6.0


def main() -> None:
    # A short path: the address of a socket has room for about 100 characters.
    with tempfile.TemporaryDirectory(prefix="safejwt-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "pg").mkdir()
        postgres, valkey = PostgreSQL(folder / "pg"), Valkey(folder)
        postgres.create()
        try:
            postgres.start()
            valkey.start()
            serve(postgres, valkey, folder)
        finally:
            valkey.stop()
            postgres.stop()


def serve(postgres: PostgreSQL, valkey: Valkey, folder: Path) -> None:
    postgres.query("postgres", "CREATE DATABASE site")
    migrate(postgres.url("site"))
    # So short that each use of the page needs a refresh.
    own = {"CACHE_URL": valkey.url, "WEB_CONCURRENCY": "1", "DJANGO_ACCESS_TOKEN_LIFETIME": "1"}
    with deployed(proxying, folder, postgres.url("site"), **own) as site:
        servers = [site.start(port) for port in site.ports]
        wait_for_workers(User(site.port, "probe", tls=True), 2)
        say(f"https://localhost:{site.port}")
        for line in sys.stdin:
            if line.strip() == "kill":
                kill(site, servers)
            else:
                release(site, servers)
            say("done")


def kill(site: Deployment, servers: list[Backend]) -> None:
    """Kill the first server, and start it again after a while."""
    servers[0].service.kill()
    time.sleep(PAUSE)
    servers[0] = site.start(site.ports[0])
    time.sleep(PAUSE)


def release(site: Deployment, servers: list[Backend]) -> None:
    """Replace one server after the other, as deploy/release.sh does."""
    for number, port in enumerate(site.ports):
        site.drain(port)
        time.sleep(PAUSE)
        servers[number].service.stop()
        servers[number] = site.start(port)
        time.sleep(PAUSE)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
