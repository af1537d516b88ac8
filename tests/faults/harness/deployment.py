"""Two servers and a proxy with TLS, as deploy/ puts them together, that a test can kill, drain and replace."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from address import free_port

from .backend import Backend, running

__all__ = ["Deployment", "deployed"]

Proxy = Callable[[Sequence[int], Path], AbstractContextManager[int]]


class Deployment:
    """`start` runs a server on one of the `ports`; the proxy listens on `port`."""

    def __init__(self, port: int, ports: Sequence[int], folder: Path, url: str, **variables: str) -> None:
        self.port, self.ports = port, ports
        self._folder, self._url, self._variables = folder, url, variables
        self._running = ExitStack()

    def start(self, port: int) -> Backend:
        self.drain_file(port).unlink(missing_ok=True)
        own = {"DJANGO_DRAIN_FILE": str(self.drain_file(port)), **self._variables}
        return self._running.enter_context(running(self._url, self._url.rpartition("/")[2], PORT=str(port), **own))

    def drain(self, port: int) -> None:
        """Let the server on this port tell the proxy that it is about to stop."""
        self.drain_file(port).touch()

    def drain_file(self, port: int) -> Path:
        return self._folder / f"drain-{port}"

    def end(self) -> None:
        """Stop the servers, and check what they have logged."""
        self._running.close()


@contextmanager
def deployed(proxying: Proxy, folder: Path, url: str, **variables: str) -> Iterator[Deployment]:
    """Run the proxy in front of two ports, on which no server has started yet."""
    ports = [free_port(), free_port()]
    with proxying(ports, folder) as port:
        deployment = Deployment(port, ports, folder, url, **variables)
        try:
            yield deployment
        finally:
            deployment.end()
