"""A client of openapi-python-client, against the server whose address is the first argument.

Run it with the folder of the generated package `api` in PYTHONPATH.
"""

import sys
from http import HTTPStatus

import httpx
from api import Client
from api.api.authentication import users_auth_retrieve, users_csrf_retrieve, users_login, users_logout, users_token
from api.models import (
    SafeJWTInvalidCredentials,
    SafeJWTLogin,
    SafeJWTRefreshTokenMissing,
    SafeJWTSession,
    SafeJWTSessionEnded,
    UserDetail,
)

__all__: list[str] = []


def send_csrf_token(request: httpx.Request) -> None:
    """Read it at each request: login, registration and logout change it."""
    cookies = dict(pair.split("=", 1) for pair in request.headers.get("cookie", "").split("; ") if pair)
    request.headers["X-CSRFToken"] = cookies.get("csrftoken", "")


address, password = sys.argv[1:]
client = Client(address, httpx_args={"event_hooks": {"request": [send_csrf_token]}})
http = client.get_httpx_client()

users_csrf_retrieve.sync(client=client)
wrong = users_login.sync(client=client, body=SafeJWTLogin(username="ada", password="not hers"))
assert isinstance(wrong, SafeJWTInvalidCredentials), wrong

session = users_login.sync(client=client, body=SafeJWTLogin(username="ada", password=password))
assert isinstance(session, SafeJWTSession), session
http.headers["Authorization"] = f"Bearer {session.access_token}"

user = users_auth_retrieve.sync(client=client)
assert isinstance(user, UserDetail), user
assert user == session.user

refreshed = users_token.sync(client=client)
assert isinstance(refreshed, SafeJWTSession), refreshed
http.headers["Authorization"] = f"Bearer {refreshed.access_token}"
assert users_auth_retrieve.sync(client=client) == user

assert users_logout.sync_detailed(client=client).status_code == HTTPStatus.NO_CONTENT
ended = users_auth_retrieve.sync(client=client)
assert isinstance(ended, SafeJWTSessionEnded), ended
late = users_token.sync(client=client)
assert isinstance(late, SafeJWTRefreshTokenMissing), late
