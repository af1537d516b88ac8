"""The examples of the RFCs, verified by the code that verifies our own tokens."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, OKPAlgorithm, RSAAlgorithm
from safejwt.errors import InvalidToken
from safejwt.tokens.jwt import _decode
from safejwt.tokens.keys import Key, KeyRing
from safejwt.tokens.pem import read_pem

EXAMPLE = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
CLAIMS = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}

# RFC 7515 appendix A.1, which is RFC 7519 section 3.1.
HS256_KEY = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
HS256 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{EXAMPLE}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

# RFC 7515 appendix A.2.
RS256_KEY = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
    "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapH"
    "g665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
    "yuXpoQ",
    "e": "AQAB",
}
RS256 = (
    f"eyJhbGciOiJSUzI1NiJ9.{EXAMPLE}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5"
    "YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Ga"
    "rZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhW"
    "kWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)

# RFC 7515 appendix A.3.
ES256_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
ES256 = (
    f"eyJhbGciOiJFUzI1NiJ9.{EXAMPLE}."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)

# RFC 8037 appendix A.2 to A.4.
EDDSA_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
EDDSA_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
EDDSA = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)

# RFC 7638 section 3.1.
RSA_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"
    "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
    "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnq"
    "DKgw",
    "e": "AQAB",
}
RSA_THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def pem(kind: Any, jwk: dict[str, str]) -> str:
    key = kind.from_jwk(json.dumps(jwk))
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def ring(token: str, algorithm: Any, material: Any) -> KeyRing:
    """A ring with one key, which accepts the header of `token`."""
    header = token.encode().partition(b".")[0]
    key = Key(header=header, key_id="", algorithm=algorithm, signing=None, verifying=material)
    return KeyRing(signing=key, verifying={header: key})


def public_ring(token: str, kind: Any, jwk: dict[str, str]) -> KeyRing:
    key = read_pem(pem(kind, jwk))
    return ring(token, key.algorithm, key.public)


def without_a_bit(token: str) -> str:
    head, _, signature = token.rpartition(".")
    return f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


@pytest.mark.parametrize(
    ("token", "keys"),
    [
        (HS256, ring(HS256, HMACAlgorithm(HMACAlgorithm.SHA256), urlsafe_b64decode(HS256_KEY + "=="))),
        (RS256, public_ring(RS256, RSAAlgorithm, RS256_KEY)),
    ],
    ids=["RFC 7515 A.1, RFC 7519 3.1", "RFC 7515 A.2"],
)
def test_rfc_example_verifies_and_changed_signature_does_not(token: str, keys: KeyRing) -> None:
    assert _decode(keys, token, InvalidToken) == CLAIMS
    with pytest.raises(InvalidToken):
        _decode(keys, without_a_bit(token), InvalidToken)


def test_rfc_example_of_es256_verifies_with_smaller_s() -> None:
    """RFC 7515 appendix A.3 has the larger s. This package writes and accepts only the smaller one."""
    keys = public_ring(ES256, ECAlgorithm, ES256_KEY)
    header, payload, signature = ES256.encode().split(b".")
    raw = urlsafe_b64decode(signature + b"==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = raw[:32] + (order - int.from_bytes(raw[32:])).to_bytes(32)
    assert keys.verifying[header].verify(header + b"." + payload, twin)
    assert not keys.verifying[header].verify(header + b"." + payload, raw)


def test_rfc_example_of_eddsa_verifies() -> None:
    header, payload, signature = EDDSA.encode().split(b".")
    key = public_ring(EDDSA, OKPAlgorithm, EDDSA_KEY).verifying[header]
    assert key.verify(header + b"." + payload, urlsafe_b64decode(signature + b"=="))
    assert not key.verify(header + b"." + payload[:-1], urlsafe_b64decode(signature + b"=="))


@pytest.mark.parametrize(
    ("kind", "jwk", "thumbprint"),
    [(OKPAlgorithm, EDDSA_KEY, EDDSA_THUMBPRINT), (RSAAlgorithm, RSA_KEY, RSA_THUMBPRINT)],
    ids=["RFC 8037 A.3", "RFC 7638 3.1"],
)
def test_key_id_is_rfc_7638_thumbprint(kind: Any, jwk: dict[str, str], thumbprint: str) -> None:
    key = read_pem(pem(kind, jwk))
    assert key.public_jwk == jwk
    assert key.thumbprint == thumbprint
