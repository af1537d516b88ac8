"""A gunicorn worker that gives a request to a thread only when all of it has arrived.

Gunicorn starts, watches, reloads and stops the processes. Waitress reads requests and writes
responses in one loop, so slow and idle connections occupy no thread.
"""

import logging
import os
import time
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]  # it has no types
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

__all__ = ["BufferingWorker"]

# All headers of a request together: room for the cookies of every application on localhost.
_HEADERS: Final = 32 * 1024
# Seconds in which a worker that stops still accepts connections, and then those in which it waits for their requests.
_LINGER: Final = 0.7
_OPTIONS: Final[dict[str, Any]] = {
    "max_request_header_size": _HEADERS,
    # Django reads X-Forwarded-For and X-Forwarded-Proto itself, where its settings name a proxy.
    "clear_untrusted_proxy_headers": False,
    # select() fails above 1024 files.
    "asyncore_use_poll": True,
    "cleanup_interval": 5,
    "log_socket_errors": False,
    "ident": None,
}


class _Task(WSGITask):
    channel: "_Channel"
    request: Any

    def build_response_header(self) -> bytes:
        if not self.channel.server.worker.alive:
            self.set_close_on_finish()
        header = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False
        return header

    def finish(self) -> None:
        super().finish()
        self.channel.server.worker.served(self)


class _ErrorTask(ErrorTask):
    """The response to a request that Django never sees, with the headers that all responses need."""

    def build_response_header(self) -> bytes:
        self.response_headers = [
            *self.response_headers,
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ]
        header: bytes = super().build_response_header()
        return header


class _Parser(HTTPRequestParser):
    """Refuses a request with two lengths, and closes the connection (RFC 9112 section 6.1).

    A proxy that reads the other length could take a part of its body for the next request.
    """

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding are both sent")


class _Channel(HTTPChannel):
    server: Any
    task_class, error_task_class, parser_class = _Task, _ErrorTask, _Parser


class BufferingWorker(Worker):  # type: ignore[misc]  # the base has no types
    """Reads `threads`, `worker_connections`, `keepalive`, `graceful_timeout`, `max_requests` and the access log."""

    _servers: Sequence[Any] = ()

    def run(self) -> None:
        # One line for each request that waits for a thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        sockets = [listener.sock for listener in self.sockets]
        self._map: dict[int, Any] = {}
        create_server(
            self._application,
            map=self._map,
            sockets=sockets,
            threads=self.cfg.threads,
            channel_timeout=self.cfg.keepalive,
            connection_limit=self.cfg.worker_connections,
            # Bodies above half a megabyte are in a temporary file.
            max_request_body_size=settings.MAX_BODY_SIZE,
            **_OPTIONS,
        )
        self._servers = [item for item in self._map.values() if isinstance(item, BaseWSGIServer)]
        for server in self._servers:
            server.channel_class, server.worker = _Channel, self
        while self.alive and self.ppid == os.getppid():
            self._turn(1)
        self._drain()

    def _application(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Waitress leaves it to the application to send no body after HEAD, and Django leaves it to the server."""
        response = self.wsgi(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return response
        response.close()
        return []

    def served(self, task: _Task) -> None:
        """Called by the thread that has written the response."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        if self.cfg.accesslog:
            environ = {**(task.environ or {}), "RAW_URI": task.request.request_uri}
            response = SimpleNamespace(
                status=task.status, headers=task.response_headers, sent=task.content_bytes_written
            )
            self.log.access(response, task.request, environ, timedelta(seconds=time.time() - task.start_time))

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        for server in self._servers:
            server.pull_trigger()

    def _turn(self, seconds: float) -> None:
        self.notify()
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def _drain(self) -> None:
        """Respond to the requests that have begun to arrive, and for a moment to new ones."""
        began = time.monotonic()
        self._turn(0)
        while time.monotonic() < began + self.cfg.graceful_timeout:
            if not self._channels() or time.monotonic() > began + _LINGER:
                self._stop_listening()
            if not self._channels():
                return
            for channel in self._channels() if time.monotonic() > began + 2 * _LINGER else []:
                channel.will_close = channel.will_close or not _is_busy(channel)
            self._turn(0.1)

    def _stop_listening(self) -> None:
        """Accept the connections that wait, and close the socket: a proxy sends refused requests to another server.

        A connection that waits when the process ends is reset instead, and no proxy repeats a POST that it has sent.
        """
        for server in self._servers:
            if server.accepting:
                while _accept(server):
                    pass
                server.accepting = False
                server.del_channel()
                server.socket.close()

    def _channels(self) -> list[HTTPChannel]:
        return [channel for server in self._servers for channel in server.active_channels.values()]


def _is_busy(channel: HTTPChannel) -> bool:
    return bool(channel.request or channel.requests or channel.total_outbufs_len)


def _accept(server: Any) -> bool:
    """Accept a connection that waits; return whether there was one."""
    count = len(server.active_channels)
    server.handle_accept()
    return len(server.active_channels) > count
