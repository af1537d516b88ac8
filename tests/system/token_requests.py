"""Requests with an access token of the test's choice."""

import base64
import json
from typing import Any

from safejwt.testing import BrowserClient

__all__ = ["claims_of", "whoami"]


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def whoami(client: BrowserClient, token: str, scheme: str = "Bearer") -> Any:
    return client.get("/users/auth/", HTTP_AUTHORIZATION=f"{scheme} {token}")
