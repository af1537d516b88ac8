"""Where a server listens: HOST and PORT, the sockets behind them, and the names of this machine."""

import contextlib
import errno
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Address", "free_port", "own_names"]

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with HOST, never a default


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Address":
        """Read HOST and PORT, localhost and 8000 by default."""
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            sys.exit(f"PORT={port} is not a port. Set it to a number from 1 to 65535.")
        return cls(environ.get("HOST") or "localhost", int(port))

    @property
    def is_everywhere(self) -> bool:
        return self.host in _EVERYWHERE

    @property
    def url(self) -> str:
        host = "localhost" if self.is_everywhere else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def sockets(self) -> list[str]:
        """Return what to listen on, as host:port; exit when the port is taken.

        `localhost` is both loopback addresses: browsers try ::1 first, and another program may use it.
        """
        hosts = ["127.0.0.1", "::1"] if self.host == "localhost" else [self.host]
        free = [host for host in hosts if self._is_free(host)]
        if not free:
            sys.exit(f"HOST={self.host} is not an address of this machine. Leave HOST out, or set one that is.")
        return [f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}" for host in free]

    def _is_free(self, host: str) -> bool:
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, self.port))
                probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit(
                    f"Port {self.port} is taken by another program. Stop that program, "
                    f"or choose another port: PORT={self.port + 1}."
                )
            if error.errno == errno.EACCES:
                sys.exit(f"Port {self.port} is not allowed for this user. Choose one above 1023.")
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_names() -> list[str]:
    """Return the names and addresses under which others can reach this machine."""
    hostname = socket.gethostname().lower()
    names = ["localhost", "127.0.0.1", "[::1]", hostname, f"{hostname.split('.')[0]}.local"]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: chooses the outgoing address, sends nothing.
        names.append(probe.getsockname()[0])
    return list(dict.fromkeys(names))
