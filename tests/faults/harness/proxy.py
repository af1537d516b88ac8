"""A TCP proxy that delays, swallows and cuts off what passes through it."""

import socket
import threading
import time
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Self

__all__ = ["Mode", "Proxy"]

PATIENCE_SECONDS = 10


class Mode(Enum):
    PASS = "pass"
    """Everything goes through."""
    SWALLOW = "swallow"
    """Requests arrive, their responses vanish; the connection stays open."""
    HANG_UP = "hang up"
    """Requests arrive; at the first byte of the response the connection is reset."""
    CUT = "cut"
    """Half an response goes through, then the connection ends."""
    MUTE = "mute"
    """Connections are taken, and not one byte goes anywhere."""


class Proxy:
    """Listens on a loopback port and passes on to another.

    `mode` holds for what is read from now on, `target` for the connections that are opened from now on.
    """

    def __init__(self, target: int) -> None:
        self.mode = Mode.PASS
        self.target = target
        self.answered = threading.Semaphore(0)
        """Released each time an response of the server was kept from the client."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._opening = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A close alone does not wake the thread in accept().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.break_connections()
        for connection in list(self._open):
            connection.close()

    def move(self, target: int) -> None:
        """Passes on to another server from now on, and returns when the one before has answered all that it was asked.

        As a proxy in front of a rolling deployment does: a server that is stopped resets what waits in its backlog.
        """
        with self._opening:
            before, self.target = self.target, target
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(_port_of(connection) == before for connection in list(self._open)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"connections to port {before} are still open")
            time.sleep(0.01)

    def break_connections(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._opening:
                try:
                    server = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    client.close()
                    continue
                self._open |= {client, server}
            for source, sink, is_answer in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pump, args=(source, sink, is_answer), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.mode is Mode.MUTE:
                    continue
                if is_answer and self.mode is not Mode.PASS:
                    self._spoil(data, sink)
                    continue
                sink.sendall(data)
        if self.mode not in (Mode.SWALLOW, Mode.MUTE):
            with suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
            source.close()
            self._open.discard(source)

    def _spoil(self, data: bytes, client: socket.socket) -> None:
        if self.mode is Mode.CUT:
            client.sendall(data[: len(data) // 2])
        if self.mode in (Mode.CUT, Mode.HANG_UP):
            client.shutdown(socket.SHUT_RDWR)
        self.answered.release()


def _port_of(connection: socket.socket) -> int | None:
    try:
        port: int = connection.getpeername()[1]
    except OSError:  # closed meanwhile
        return None
    return port
