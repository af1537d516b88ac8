"""The public key set (RFC 7517), for services that verify access tokens themselves."""

from typing import Any

import jwt
import pytest
from django.test import Client
from safejwt import sessions
from safejwt.tokens.keys import access_keys

from tests.key_pairs import ASYMMETRIC, private, public

URL = "/.well-known/jwks.json"
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


@pytest.mark.parametrize("secret", [None, ["x" * 40, "y" * 40]])
def test_shared_secrets_alone_are_404(client: Client, settings: Any, secret: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = secret or settings.ACCESS_TOKEN_SECRET
    settings.REFRESH_TOKEN_SECRET = private("EdDSA")
    response = client.get(URL)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not found.", "code": "not_found"}
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"


def test_key_set_lists_every_access_key_pair_and_no_secret(client: Client, settings: Any) -> None:
    secret = settings.ACCESS_TOKEN_SECRET
    settings.ACCESS_TOKEN_SECRET = [private("EdDSA"), secret, public("ES256"), private("RS256")]
    settings.REFRESH_TOKEN_SECRET = private("ES256", 1)
    response = client.get(URL)
    assert response.status_code == 200
    keys = response.json()["keys"]
    assert [(key["alg"], key["kty"], key["use"]) for key in keys] == [
        ("EdDSA", "OKP", "sig"),
        ("ES256", "EC", "sig"),
        ("RS256", "RSA", "sig"),
    ]
    assert {key["kid"] for key in keys} < access_keys().key_ids
    assert not any(PRIVATE_MEMBERS & set(key) for key in keys)
    assert secret not in response.text


def test_anyone_may_read_and_cache_the_key_set(client: Client, settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = private("EdDSA")
    response = client.get(URL, headers={"authorization": "Bearer broken", "sec-fetch-site": "cross-site"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/jwk-set+json"
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in response
    assert not response.cookies


@pytest.mark.parametrize("accept", ["application/json", "application/jwk-set+json", "text/html", "*/*"])
def test_every_accept_header_gets_the_key_set(client: Client, settings: Any, accept: str) -> None:
    settings.ACCESS_TOKEN_SECRET = private("EdDSA")
    response = client.get(URL, headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, "application/jwk-set+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_key_set_is_read_only(settings: Any, method: str) -> None:
    settings.ACCESS_TOKEN_SECRET = private("EdDSA")
    client = Client(enforce_csrf_checks=True)
    assert client.head(URL).status_code == 200
    response = getattr(client, method)(URL)
    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_another_service_verifies_an_access_token_with_the_key_set_url(
    live_server: Any, user: Any, settings: Any, algorithm: str
) -> None:
    """With plain PyJWT over HTTP; it finds the key by the `kid` of the token."""
    settings.ACCESS_TOKEN_SECRET = [private(algorithm), settings.ACCESS_TOKEN_SECRET, private(algorithm, 1)]
    tokens = sessions.start(user)
    service = jwt.PyJWKClient(live_server.url + URL)
    key = service.get_signing_key_from_jwt(tokens.access_token)
    claims = jwt.decode(
        tokens.access_token,
        key,
        algorithms=[algorithm],
        audience="safejwt",
        issuer="safejwt",
        options={"require": ["exp", "iat", "sub"]},
    )
    assert (claims["sub"], claims["sid"]) == (str(user.pk), str(tokens.sid))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(tokens.access_token[:-8] + "AAAAAAAA", key, algorithms=[algorithm], audience="safejwt")
