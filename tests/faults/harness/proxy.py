"""A TCP proxy that drops, cuts off or resets what passes through it."""

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
    """Forward everything."""
    SWALLOW = "swallow"
    """Forward requests, drop responses, keep the connection open."""
    HANG_UP = "hang up"
    """Forward requests, reset the connection at the first byte of the response."""
    CUT = "cut"
    """Forward half of the response, then close the connection."""
    MUTE = "mute"
    """Accept connections and forward nothing."""


class Proxy:
    """Listen on a loopback port and forward to another one.

    A new `mode` applies to what is read next, a new `target` to new connections.
    """

    def __init__(self, target: int) -> None:
        self.mode = Mode.PASS
        self.target = target
        self.lost_responses = threading.Semaphore(0)
        """Released for each response that did not reach the client."""
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
        # Closing alone does not wake the thread in accept().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.break_connections()
        for connection in list(self._open):
            connection.close()

    def move(self, target: int) -> None:
        """Forward to another server; return when the previous one has served its requests.

        Like a proxy in a rolling deployment: a server that stops resets connections in its backlog.
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
            for source, sink, is_response in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pump, args=(source, sink, is_response), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, is_response: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.mode is Mode.MUTE:
                    continue
                if is_response and self.mode is not Mode.PASS:
                    self._disturb(data, sink)
                    continue
                sink.sendall(data)
        if self.mode not in (Mode.SWALLOW, Mode.MUTE):
            with suppress(OSError):
                sink.shutdown(socket.SHUT_RDWR)
            source.close()
            self._open.discard(source)

    def _disturb(self, data: bytes, client: socket.socket) -> None:
        if self.mode is Mode.CUT:
            client.sendall(data[: len(data) // 2])
        if self.mode in (Mode.CUT, Mode.HANG_UP):
            client.shutdown(socket.SHUT_RDWR)
        self.lost_responses.release()


def _port_of(connection: socket.socket) -> int | None:
    try:
        port: int = connection.getpeername()[1]
    except OSError:  # already closed
        return None
    return port
