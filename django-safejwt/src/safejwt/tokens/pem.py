"""Asymmetric keys in PEM: their algorithm, their id and their public half.

Needs the package `cryptography`, which comes with `django-safejwt[crypto]`.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.views.decorators.debug import sensitive_variables
from jwt.algorithms import Algorithm, ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.utils import der_to_raw_signature

__all__ = ["PEMKey", "ShortRSAKey", "UnusablePEM", "generate_pem", "read_pem"]

# RFC 7518 section 3.3.
_MINIMUM_RSA_BITS: Final = 2048
_NEW_RSA_BITS: Final = 3072

# The members that identify a key of each type, in the order in which they are hashed. No others are published (RFC 7638
# sections 3.2 and 3.3, RFC 8037 section 2).
_PUBLIC_MEMBERS: Final = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


class UnusablePEM(ValueError):
    """The text is not a key, or a key of a type that is not supported."""


class ShortRSAKey(UnusablePEM):
    """An RSA key with too few bits."""


class _ES256(ECAlgorithm):
    """ES256 with one signature for each message.

    Signatures are deterministic (RFC 6979; RFC 8725 section 3.2), so a refresh token that is issued again is the same.
    Anyone can turn a signature (r, s) into (r, n - s), which is valid as well. Only the one with the smaller s is accepted.
    """

    _ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-4 D.1.2.3

    def __init__(self) -> None:
        super().__init__(ECAlgorithm.SHA256, SECP256R1)

    def sign(self, msg: bytes, key: EllipticCurvePrivateKey) -> bytes:
        signature = der_to_raw_signature(key.sign(msg, ECDSA(SHA256(), deterministic_signing=True)), key.curve)
        s = int.from_bytes(signature[32:])
        return signature[:32] + min(s, self._ORDER - s).to_bytes(32)

    def verify(self, msg: bytes, key: EllipticCurvePrivateKey | EllipticCurvePublicKey, sig: bytes) -> bool:
        return int.from_bytes(sig[32:]) <= self._ORDER // 2 and super().verify(msg, key, sig)


@dataclass(frozen=True, slots=True)
class PEMKey:
    """A key pair, or its public half, with its only algorithm."""

    name: str
    """The algorithm as in a JWT header."""
    algorithm: Algorithm
    private: Any
    """None if the key only verifies."""
    public: Any

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public members of the JWK. The private members are never computed (RFC 7517 section 9.2)."""
        jwk = self.algorithm.to_jwk(self.public, as_dict=True)
        return {member: jwk[member] for member in _PUBLIC_MEMBERS[jwk["kty"]]}

    @property
    def thumbprint(self) -> str:
        """RFC 7638: the same for a private key and its public half, in any encoding."""
        canonical = json.dumps(self.public_jwk, separators=(",", ":")).encode()
        return urlsafe_b64encode(sha256(canonical).digest()).rstrip(b"=").decode()


@sensitive_variables()
def read_pem(text: str) -> PEMKey:
    """The key in a PEM text. A literal `\\n` is a line break, because an environment variable holds one line.

    Raises:
        UnusablePEM: it cannot be read, or is neither Ed25519 nor P-256 nor RSA with 2048 bits or more (`ShortRSAKey`).
    """
    data = text.replace("\\n", "\n").encode()
    private: Any = None
    try:
        if "PRIVATE KEY-----" in text:
            private = load_pem_private_key(data, password=None)
        public: Any = private.public_key() if private else load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnusablePEM("is not a readable PEM key; a private key must not be encrypted") from error
    name, algorithm = _algorithm(public)
    return PEMKey(name=name, algorithm=algorithm, private=private, public=public)


def generate_pem(name: str) -> str:
    """A new private key for the algorithm `EdDSA`, `ES256` or `RS256`: PKCS #8 in PEM, in one line."""
    pem: bytes = _GENERATE[name]().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode().strip().replace("\n", "\\n")


_GENERATE: Final[dict[str, Callable[[], Any]]] = {
    "EdDSA": Ed25519PrivateKey.generate,
    "ES256": lambda: generate_private_key(SECP256R1()),
    "RS256": lambda: generate_rsa_key(65537, _NEW_RSA_BITS),
}


def _algorithm(public: Any) -> tuple[str, Algorithm]:
    """One algorithm for each type of key (RFC 8725 section 3.1)."""
    if isinstance(public, Ed25519PublicKey):
        return "EdDSA", OKPAlgorithm()
    if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
        return "ES256", _ES256()
    if not isinstance(public, RSAPublicKey):
        raise UnusablePEM("is of an unsupported type; use Ed25519, P-256 or RSA")
    if public.key_size < _MINIMUM_RSA_BITS:
        raise ShortRSAKey(f"is RSA with {public.key_size} bits; at least {_MINIMUM_RSA_BITS} are required")
    return "RS256", RSAAlgorithm(RSAAlgorithm.SHA256)
