"""Asymmetric keys for tests, generated once per run."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from safejwt.tokens.keys import generate_key

ASYMMETRIC = ("EdDSA", "ES256", "RS256")


def private(algorithm: str, number: int = 0) -> str:
    """A private key as `safejwt_generate_key` prints it. Another number is another key."""
    return _generated(algorithm, number)


@cache
def _generated(algorithm: str, number: int) -> str:
    return generate_key(algorithm)


def public(algorithm: str, number: int = 0) -> str:
    """The public half of `private` with the same arguments, with line breaks."""
    key = load_pem_private_key(private(algorithm, number).replace("\\n", "\n").encode(), None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@cache
def unusable(kind: str) -> str:
    """A key that must not sign tokens."""
    encryption: KeySerializationEncryption = NoEncryption()
    match kind:
        case "RSA with 1024 bits":
            key: object = rsa.generate_private_key(65537, 1024)  # noqa: S505  # the key must be too short
        case "P-384":
            key = ec.generate_private_key(ec.SECP384R1())
        case "secp256k1":
            key = ec.generate_private_key(ec.SECP256K1())
        case "Ed448":
            key = ed448.Ed448PrivateKey.generate()
        case "encrypted":
            key, encryption = ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"a password")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()  # type: ignore[attr-defined]
