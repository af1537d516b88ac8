"""The public keys, at the server's root and not below users/."""

from typing import Any

from django.test import Client
from safejwt.tokens.keys import generate_key

ADDRESS = "/.well-known/jwks.json"


def test_a_project_with_secrets_publishes_none(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not found.", "code": "not_found"}


def test_a_project_with_a_key_pair_publishes_its_public_half(client: Client, settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = generate_key("EdDSA")
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/jwk-set+json"
    assert sorted(response.json()["keys"][0]) == ["alg", "crv", "kid", "kty", "use", "x"]
