"""Where a server listens: HOST and PORT, the sockets behind them, and the names of this machine."""

import contextlib
import errno
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with HOST, never a default


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Address":
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            sys.exit(f"PORT={port} is not a port. Set it to a number from 1 to 65535.")
        return cls(environ.get("HOST") or "localhost", int(port))

    @property
    def url(self) -> str:
        return f"http://{self._at('localhost' if self.host in EVERYWHERE else self.host)}"

    def sockets(self) -> list[str]:
        """Return what to listen on, as host:port; exit when the port is taken.

        `localhost` is both loopback addresses: browsers try ::1 first, and another program may use it.
        """
        hosts = ["127.0.0.1", "::1"] if self.host == "localhost" else [self.host]
        free = [self._at(host) for host in hosts if self._is_free(host)]
        return free or sys.exit(
            f"HOST={self.host} is not an address of this machine. Leave HOST out, or set one that is."
        )

    def _at(self, host: str) -> str:
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def _is_free(self, host: str) -> bool:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            socket.create_server((host, self.port), family=family).close()
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                fault = "taken by another program" if error.errno == errno.EADDRINUSE else "not allowed for this user"
                sys.exit(f"Port {self.port} is {fault}. Choose another port, for example PORT={self.port + 1}.")
            return False
        return True


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def own_names() -> list[str]:
    """Return the names and addresses under which others can reach this machine."""
    name = socket.gethostname().lower()
    names = ["localhost", "127.0.0.1", "[::1]", name, f"{name.split('.')[0]}.local"]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: chooses the outgoing address, sends nothing.
        names.append(probe.getsockname()[0])
    return names
