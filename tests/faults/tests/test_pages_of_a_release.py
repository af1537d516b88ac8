"""A page and its scripts come from the same server: while a release is rolled, the other server has others."""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from harness import caddy, nginx

Proxying = Callable[[Sequence[int], Path], AbstractContextManager[int]]

no_nginx = pytest.mark.skipif(nginx.NGINX is None, reason="nginx is not installed")


class OwnPort(BaseHTTPRequestHandler):
    """Respond to each request with the port of this server."""

    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        body = str(self.server.server_port).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OwnPort) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def server_of(port: int, path: str) -> bytes:
    """The port of the server that responds, behind the proxy on this port."""
    any_certificate = ssl.create_default_context()
    any_certificate.check_hostname, any_certificate.verify_mode = False, ssl.CERT_NONE
    deadline = time.monotonic() + 20
    while True:
        try:
            with urlopen(f"https://localhost:{port}/{path}", timeout=10, context=any_certificate) as response:
                found: bytes = response.read()
                return found
        except URLError:  # Caddy listens before it has a certificate.
            if time.monotonic() > deadline:
                raise


@pytest.mark.parametrize(
    "proxying",
    [
        pytest.param(caddy.proxying, marks=pytest.mark.story, id="caddy"),
        pytest.param(nginx.proxying, marks=no_nginx, id="nginx"),
    ],
)
def test_one_server_has_all_of_a_page_and_both_have_the_api(proxying: Proxying, tmp_path: Path) -> None:
    with ExitStack() as stack:
        ports = [stack.enter_context(serving()) for _ in range(2)]
        port = stack.enter_context(proxying(ports, tmp_path))
        page = [server_of(port, path) for path in ("", "account", "assets/a.js", "first-paint.js") * 8]
        api = [server_of(port, "users/csrf/") for _ in range(64)]
    assert len(set(page)) == 1
    assert len(set(api)) == 2
