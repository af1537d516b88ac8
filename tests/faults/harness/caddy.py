"""Caddy with the configuration of deploy/, in front of several servers, with TLS under an authority of its own."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from address import free_port
from project import ROOT, VENV_PYTHON

from .program import Program
from .ready import wait_for_port

__all__ = ["proxying"]

# Only here: no redirects from port 80, and nothing is added to this machine's certificates.
_OPTIONS = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"


@contextmanager
def proxying(ports: Sequence[int], folder: Path) -> Iterator[int]:
    """Run Caddy in front of the servers on these ports; return its own port."""
    port = free_port()
    configuration = folder / "Caddyfile"
    configuration.write_text(f"{_OPTIONS}import {ROOT / 'deploy' / 'Caddyfile'}\n")
    environment = {
        **os.environ,
        "SITE_ADDRESS": f"https://localhost:{port}",
        "APP_SERVERS": " ".join(f"127.0.0.1:{each}" for each in ports),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    caddy = VENV_PYTHON.with_name("caddy")
    program = Program([caddy, "run", "--config", configuration], folder / "caddy.log", environment)
    try:
        wait_for_port(port, program, folder / "caddy.log")
        yield port
    finally:
        program.end(signal.SIGTERM)
