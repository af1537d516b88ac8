"""The JSON Web Key Set at the root of the server (RFC 7517)."""

from typing import Any

from django.test import Client
from safejwt.tokens.keys import generate_key

ADDRESS = "/.well-known/jwks.json"


def test_project_with_shared_secrets_publishes_no_keys(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not found.", "code": "not_found"}


def test_project_with_a_key_pair_publishes_the_public_key(client: Client, settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = generate_key("EdDSA")
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/jwk-set+json"
    assert sorted(response.json()["keys"][0]) == ["alg", "crv", "kid", "kty", "use", "x"]
