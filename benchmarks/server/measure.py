"""Measure one package in this process and print the figures as JSON: `python measure.py safejwt`.

The requests go through the whole WSGI stack without a socket: middleware, routing, Django REST Framework, the view.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import django
import jwt.algorithms
from django.conf import settings
from django.core.management import call_command
from peers import APPS, PASSWORD, PEERS, Call, Peer

BATCHES, REQUESTS, REFRESHES = 9, 150, 40


def configure(peer: Peer) -> None:
    settings.configure(
        SECRET_KEY="a-secret-key-for-the-benchmark-only-of-fifty-characters-and-more",
        ALLOWED_HOSTS=["testserver"],
        INSTALLED_APPS=[*APPS, *peer.apps],
        ROOT_URLCONF="project_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        USE_TZ=True,
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PEER_URLS=peer.urls,
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [peer.authentication] if peer.authentication else [],
            "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"] if peer.authentication else [],
        },
        **peer.settings,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def sender() -> Callable[[Call], tuple[Any, dict[str, str]]]:
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 - needs the settings

    application = WSGIHandler()

    def send(call: Call) -> tuple[Any, dict[str, str]]:
        body = b"" if call.body is None else json.dumps(call.body).encode()
        captured: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            captured.update(status=status, headers=headers)

        environ = {
            "REQUEST_METHOD": call.method,
            "PATH_INFO": call.path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            **call.headers,
        }
        response = application(environ, start_response)
        content = b"".join(response)
        response.close()
        if not captured["status"].startswith("2"):
            raise SystemExit(f"{call.method} {call.path}: {captured['status']} {content[:300]!r}")
        jar: SimpleCookie = SimpleCookie()
        for name, value in captured["headers"]:
            if name == "Set-Cookie":
                jar.load(value)
        return json.loads(content or b"null"), {name: cookie.value for name, cookie in jar.items()}

    return send


def microseconds(action: Callable[[], object], repeat: int) -> float:
    """Return the median over all batches of the mean time of one action."""
    action()
    means = []
    for _ in range(BATCHES):
        begin = time.perf_counter()
        for _ in range(repeat):
            action()
        means.append((time.perf_counter() - begin) / repeat)
    return statistics.median(means) * 1e6


def work(action: Callable[[], object]) -> dict[str, int]:
    """Count the SQL statements, signatures made and signatures checked by one action."""
    from django.db import connection  # noqa: PLC0415 - needs the settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    counts = {"signed": 0, "checked": 0}
    algorithm = jwt.algorithms.HMACAlgorithm
    sign, verify = algorithm.sign, algorithm.verify

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            counts[name] += 1
            return function(*args)

        return call

    algorithm.sign = counted("signed", sign)  # type: ignore[method-assign]
    algorithm.verify = counted("checked", verify)  # type: ignore[method-assign]
    with CaptureQueriesContext(connection) as queries:
        action()
    algorithm.sign, algorithm.verify = sign, verify  # type: ignore[method-assign]
    # HMACAlgorithm.verify calls sign to compare.
    counts["signed"] -= counts["checked"] if counts["signed"] >= counts["checked"] else 0
    return {"queries": len(queries), **counts}


def measure(peer: Peer) -> dict[str, Any]:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the settings

    send = sender()
    user = get_user_model().objects.create_user("ada", "ada@example.com", PASSWORD)
    state = peer.log_in(send, user) if peer.log_in else {}
    send(peer.request(state))
    figures: dict[str, Any] = {
        "title": peer.title,
        "request": {
            **work(lambda: send(peer.request(state))),
            "time": microseconds(lambda: send(peer.request(state)), REQUESTS),
        },
    }
    if peer.refresh:

        def refresh() -> None:
            body, cookies = send(peer.refresh(state))  # type: ignore[misc]
            state.update(body)
            state.setdefault("cookies", {}).update(cookies)

        refresh()
        figures["refresh"] = {**work(refresh), "time": microseconds(refresh, REFRESHES)}
    return figures


if __name__ == "__main__":
    chosen = PEERS[sys.argv[1]]
    configure(chosen)
    print(json.dumps(measure(chosen)))  # noqa: T201
