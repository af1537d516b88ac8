"""What no package can go below: the view alone, one raw statement, one raw signature."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

from .peer import SECRET, USERNAME, Peer

__all__ = ["PEERS"]

_CLAIMS = {"iss": "benchmark", "sub": "1", "iat": 1800000000, "exp": 1800000300, "jti": "0" * 32}


def _statement() -> Callable[[], object]:
    from django.db import connection  # noqa: PLC0415 - needs the settings

    connection.ensure_connection()
    place = "?" if connection.vendor == "sqlite" else "%s"
    sql = f"SELECT id, username, password, is_active FROM auth_user WHERE username = {place}"  # noqa: S608
    # A new cursor each time, as Django has; psycopg prepares after `prepare_threshold`.
    return lambda: connection.connection.cursor().execute(sql, (USERNAME,)).fetchone()


def _signature() -> Callable[[], object]:
    key = SECRET.encode()
    payload = urlsafe_b64encode(json.dumps(_CLAIMS).encode())
    signature = hmac.digest(key, payload, "sha256")

    def verify() -> object:
        if not hmac.compare_digest(hmac.digest(key, payload, "sha256"), signature):
            raise ValueError
        return json.loads(urlsafe_b64decode(payload))

    return verify


PEERS = {
    "nothing": Peer("no authentication", "nothing"),
    "floor-statement": Peer("floor: one statement through the driver", "nothing", direct=_statement),
    "floor-signature": Peer("floor: one HMAC and its JSON", "nothing", direct=_signature),
}
