"""Sends calls through Django's whole WSGI stack without a socket: middleware, routing, the view."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.wsgi import get_wsgi_application

from comparison.calls import BROWSER, Answer, Call, cookies_of
from comparison.meters import Meter, Unmeasured

__all__ = ["Application"]

_HOST = "testserver"
_SERVER = {
    "QUERY_STRING": "",
    "SERVER_NAME": _HOST,
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
}


class Application:
    """A `Send` function. Only the application's own work is measured, not what a client does before and after."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()
        self._meter: Meter = Unmeasured()

    @contextmanager
    def measured(self, meter: Meter) -> Iterator[None]:
        self._meter = meter
        yield
        self._meter = Unmeasured()

    def __call__(self, call: Call) -> Answer:
        environ = _environ(call)
        captured: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            captured.append((int(status[:3]), headers))
            return lambda _: None

        self._meter.start()
        response = self._application(environ, start_response)
        content = b"".join(response)
        response.close()
        self._meter.stop()
        ((status, headers),) = captured
        return Answer(status, json.loads(content or b"null"), cookies_of(headers))


def _environ(call: Call) -> dict[str, Any]:
    body = b"" if call.body is None else json.dumps(call.body).encode()
    headers = {**BROWSER, "Host": _HOST, **call.headers}
    if call.method != "GET":
        headers["Origin"] = f"http://{_HOST}"
    return {
        **_SERVER,
        "REQUEST_METHOD": call.method,
        "PATH_INFO": call.path,
        "CONTENT_TYPE": "" if call.method == "GET" else "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
