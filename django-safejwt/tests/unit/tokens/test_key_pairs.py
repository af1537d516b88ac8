"""Strict verification with asymmetric keys, alone and beside a secret (RFC 8725)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from jwt.algorithms import HMACAlgorithm
from safejwt.errors import AccessTokenExpired, InvalidToken, RefreshTokenInvalid
from safejwt.tokens import issue_access_token, issue_refresh_token, read_access_token, read_refresh_token
from safejwt.tokens.keys import access_keys
from safejwt.tokens.pem import read_pem

from tests.key_pairs import ASYMMETRIC, private, public

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SID = UUID("6f1ed002-ab59-4e63-b1cc-8c1f0b5f3c11")
SECRET = "the-access-token-secret-of-the-tests-0123456789"


@pytest.fixture(params=ASYMMETRIC)
def algorithm(request: pytest.FixtureRequest, settings: Any) -> str:
    name: str = request.param
    settings.ACCESS_TOKEN_SECRET = private(name)
    return name


@pytest.fixture
def token(algorithm: str) -> str:
    return issue_access_token(user_id=7, sid=SID, generation=3, now=NOW)


def segment(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def header(token: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(urlsafe_b64decode(token.partition(".")[0] + "==="))
    return read


def signed(token: str, changes: dict[str, Any], sign: Any) -> str:
    """The token with another header, signed again."""
    signing_input = (
        f"{segment(json.dumps(header(token) | changes, separators=(',', ':')).encode())}.{token.split('.')[1]}"
    )
    return f"{signing_input}.{segment(sign(signing_input.encode()))}"


def hmac_under(text: str) -> Any:
    """Sign with any text as the secret. PyJWT itself refuses the text of a key."""
    return lambda signing_input: HMACAlgorithm(HMACAlgorithm.SHA256).sign(signing_input, text.encode())


def refuse(*tokens: str) -> None:
    for token in tokens:
        with pytest.raises(InvalidToken) as caught:
            read_access_token(token, now=NOW)
        assert caught.type is InvalidToken


def test_token_round_trip(token: str) -> None:
    claims = read_access_token(token, now=NOW)
    assert (claims.user_id, claims.sid, claims.generation) == ("7", SID, 3)
    with pytest.raises(AccessTokenExpired):
        read_access_token(token, now=NOW + timedelta(seconds=300))


def test_pyjwt_verifies_token_with_public_key(token: str, algorithm: str) -> None:
    claims = jwt.decode(
        token,
        public(algorithm),
        algorithms=[algorithm],
        audience="safejwt",
        issuer="safejwt",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["sub"] == "7"


def test_every_changed_character_is_refused(token: str) -> None:
    for position, character in enumerate(token):
        other = "A" if character != "A" else "B"
        refuse(token[:position] + other + token[position + 1 :])
    refuse(token[:-1], token + "A", token + "=")


def test_only_key_named_in_header_verifies(token: str, algorithm: str, settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = [private(algorithm), private(algorithm, 1)]
    first, second = access_keys().verifying.values()
    refuse(
        signed(token, {}, second.sign),
        signed(token, {"kid": second.key_id}, first.sign),
    )
    read_access_token(signed(token, {"kid": second.key_id}, second.sign), now=NOW)


FORGED = [
    {"alg": "none"},
    {"alg": "HS256"},
    {"alg": "HS512"},
    {"alg": "RS512"},
    {"alg": "PS256"},
    {"alg": "ES384"},
    {"alg": "ES256K"},
    {"alg": "Ed25519"},
    {"alg": "eddsa"},
    {"typ": "JWT"},
    {"typ": "rt+jwt"},
    {"kid": "0"},
    {"kid": None},
    {"jku": "http://127.0.0.1:1/jwks.json"},
    {"x5u": "http://127.0.0.1:1/key.pem"},
    {"x5c": ["AAAA"]},
    {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}},
    {"crit": ["exp"]},
]


@pytest.mark.parametrize("changes", FORGED, ids=json.dumps)
def test_unknown_header_is_refused_even_with_valid_signature(changes: dict[str, Any], token: str) -> None:
    refuse(signed(token, changes, access_keys().signing.sign))


@pytest.mark.parametrize("beside", [[], [SECRET]], ids=["alone", "beside a secret"])
def test_text_of_key_is_never_used_as_secret(algorithm: str, token: str, settings: Any, beside: list[str]) -> None:
    """RFC 8725 section 2.1 and Wycheproof's mixedSymmetryKeyset: a public text must not verify an HMAC."""
    settings.ACCESS_TOKEN_SECRET = [*beside, private(algorithm), public(algorithm, 1)]
    key_ids = [None, "", *access_keys().key_ids]
    der = urlsafe_b64decode("".join(public(algorithm).splitlines()[1:-1]).replace("+", "-").replace("/", "_"))
    texts = [
        *(pem for text in (public(algorithm), private(algorithm)) for pem in (text, text.strip(), text + "\n")),
        der.decode("latin-1"),
        json.dumps(access_keys().public_jwks[0]),
    ]
    for text in texts:
        for key_id in key_ids:
            refuse(signed(token, {"alg": "HS256", "kid": key_id}, hmac_under(text)))
        refuse(signed(token, {}, hmac_under(text)))
    # A secret signs only tokens with its own header.
    for key in access_keys().verifying.values():
        for other in access_keys().verifying.values():
            if key.signing and other is not key:
                refuse(signed(token, header(other.header.decode()), key.sign))


def test_second_es256_signature_is_refused(settings: Any) -> None:
    settings.ACCESS_TOKEN_SECRET = private("ES256")
    token = issue_access_token(user_id=7, sid=SID, generation=3, now=NOW)
    head, _, signature = token.rpartition(".")
    raw = urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    refuse(f"{head}.{segment(twin)}")
    # PyJWT, and so most other services, accepts both: identify a token by `sid` and `gen`, never by its text.
    jwt.decode(
        f"{head}.{segment(twin)}",
        public("ES256"),
        algorithms=["ES256"],
        audience="safejwt",
        options={"verify_exp": False, "verify_iat": False},
    )


def test_refresh_token_of_key_pair_is_no_access_token(algorithm: str, settings: Any) -> None:
    settings.REFRESH_TOKEN_SECRET = private(algorithm)
    token = issue_refresh_token(sid=SID, generation=3, issued_at=NOW, expires_at=NOW + timedelta(days=7))
    claims = read_refresh_token(token, now=NOW)
    assert (claims.sid, claims.generation) == (SID, 3)
    refuse(token)
    with pytest.raises(RefreshTokenInvalid):
        read_refresh_token(issue_access_token(user_id=7, sid=SID, generation=3, now=NOW), now=NOW)


def test_refresh_token_of_generation_is_deterministic(algorithm: str, settings: Any) -> None:
    settings.REFRESH_TOKEN_SECRET = private(algorithm)
    tokens = {
        issue_refresh_token(sid=SID, generation=3, issued_at=NOW, expires_at=NOW + timedelta(days=7)) for _ in range(3)
    }
    assert len(tokens) == 1


def test_token_of_largest_key_stays_below_length_limit(settings: Any) -> None:
    assert read_pem(private("RS256")).public.key_size == 3072
    settings.ACCESS_TOKEN_SECRET = private("RS256")
    assert len(issue_access_token(user_id="7" * 36, sid=SID, generation=10**9, now=NOW)) < 1024
