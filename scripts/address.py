"""Where a server listens: HOST and PORT, the sockets behind them, and the names this machine has."""

import contextlib
import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from command import CommandError

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with what the person asked for, never a default


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Address":
        """PORT and HOST of the environment; 8000 and localhost when they are not set."""
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT={port} is not a port: give a number from 1 to 65535.")
        return cls(environ.get("HOST") or "localhost", int(port))

    @property
    def is_everywhere(self) -> bool:
        return self.host in _ANYWHERE

    @property
    def name(self) -> str:
        """The host as one would type it into a browser on this machine."""
        if self.is_everywhere:
            return "localhost"
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}"

    def sockets(self) -> list[str]:
        """What to listen on, as host:port; a port that is taken is a CommandError.

        `localhost` is both loopback addresses: browsers try ::1 first, and another program may sit on it.
        """
        hosts = ["127.0.0.1", "::1"] if self.host == "localhost" else [self.host]
        free = [host for host in hosts if self._is_free(host)]
        if not free:
            raise CommandError(
                f"HOST={self.host} is not an address of this machine: leave HOST out, or give one that is."
            )
        return [f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}" for host in free]

    def _is_free(self, host: str) -> bool:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, self.port))
                probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {self.port} is taken by another program: stop that program, "
                    f"or choose another port, as in PORT={self.port + 1}."
                ) from error
            if error.errno == errno.EACCES:
                raise CommandError(f"Port {self.port} is not allowed for this user: choose one above 1023.") from error
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_names() -> list[str]:
    """The names and addresses others can reach this machine by, as far as it knows them."""
    hostname = socket.gethostname()
    names = ["localhost", "127.0.0.1", "[::1]", hostname.lower(), f"{hostname.split('.')[0].lower()}.local"]
    with contextlib.suppress(OSError):
        names += [str(info[4][0]) for info in socket.getaddrinfo(hostname, None, socket.AF_INET)]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: chooses the outgoing address, sends nothing.
        names.append(probe.getsockname()[0])
    return list(dict.fromkeys(names))
