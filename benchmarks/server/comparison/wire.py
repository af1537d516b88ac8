"""Sends calls to a server over HTTP."""

import json
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection

from comparison.calls import BROWSER, Answer, Call, Send, cookies_of

__all__ = ["headers_of", "sender"]


def headers_of(call: Call, port: int) -> Mapping[str, str]:
    headers = {**BROWSER, **call.headers}
    if call.method != "GET":
        headers |= {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    return headers


def sender(port: int) -> Send:
    def send(call: Call) -> Answer:
        body = None if call.body is None else json.dumps(call.body)
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request(call.method, call.path, body, dict(headers_of(call, port)))
            response = connection.getresponse()
            content = response.read()
        return Answer(response.status, json.loads(content or b"null"), cookies_of(response.getheaders()))

    return send
