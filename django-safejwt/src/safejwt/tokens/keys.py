"""Signing and verifying keys.

Each purpose has its own keys: `access_keys()` and `refresh_keys()`. The first key of a setting signs, all of them verify.
docs/guides/keys.md explains how to rotate a key while the servers run.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, Literal

from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables
from jwt.algorithms import Algorithm, HMACAlgorithm, has_crypto
from jwt.exceptions import InvalidKeyError

from ..conf import conf

if has_crypto:
    from . import pem

__all__ = [
    "ACCESS",
    "ALGORITHMS",
    "MINIMUM_SECRET_BYTES",
    "REFRESH",
    "Fault",
    "Key",
    "KeyRing",
    "UnusableKey",
    "access_keys",
    "generate_key",
    "is_pem",
    "refresh_keys",
]

# The type of access tokens is that of RFC 9068 section 2.1; the type of refresh tokens is our own. Explicit types keep a
# token for one purpose from being accepted for another (RFC 8725 section 3.11).
ACCESS: Final = "at+jwt"
REFRESH: Final = "rt+jwt"

ALGORITHMS: Final = ("HS256", "EdDSA", "ES256", "RS256")

# HS256 needs a key at least as long as its hash (RFC 7518 section 3.2).
MINIMUM_SECRET_BYTES: Final = 32

Fault = Literal["secret", "pem", "rsa", "cryptography", "cannot_sign"]


class UnusableKey(ImproperlyConfigured):
    """A key setting with which no token can be signed or verified. The message names the setting and never the key."""

    def __init__(self, fault: Fault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Key:
    """One key for one algorithm and one type of token."""

    header: bytes
    """The first segment of every token that this key signs. A token with another header is refused."""
    key_id: str
    algorithm: Algorithm
    signing: Any = field(repr=False)
    """None if the key only verifies."""
    verifying: Any = field(repr=False)
    public_jwk: dict[str, str] | None = None
    """The public half of an asymmetric key, for the key set (RFC 7517). None for a secret."""

    def sign(self, signing_input: bytes) -> bytes:
        return self.algorithm.sign(signing_input, self.signing)

    def verify(self, signing_input: bytes, signature: bytes) -> bool:
        return self.algorithm.verify(signing_input, self.verifying, signature)


# Compared and hashed by identity: it is a key of the cache of verified tokens in jwt.py.
@dataclass(frozen=True, slots=True, eq=False)
class KeyRing:
    """The keys of one purpose. One signs; all verify, and are found by the header they write."""

    signing: Key
    verifying: dict[bytes, Key]

    @property
    def key_ids(self) -> set[str]:
        return {key.key_id for key in self.verifying.values()}

    @property
    def public_jwks(self) -> list[dict[str, str]]:
        """The public keys, for services that verify tokens of this server."""
        return [key.public_jwk for key in self.verifying.values() if key.public_jwk]


def access_keys() -> KeyRing:
    """The keys of access tokens.

    Raises:
        UnusableKey: `ACCESS_TOKEN_SECRET` is missing, or one of its keys is unusable.
    """
    return _key_ring("ACCESS_TOKEN_SECRET", conf.access_token_secrets, ACCESS)


def refresh_keys() -> KeyRing:
    """The keys of refresh tokens.

    Raises:
        UnusableKey: `REFRESH_TOKEN_SECRET` is missing, or one of its keys is unusable.
    """
    return _key_ring("REFRESH_TOKEN_SECRET", conf.refresh_token_secrets, REFRESH)


def generate_key(algorithm: str) -> str:
    """A new value for a key setting, in one line: a secret for `HS256`, otherwise a private key as PEM.

    Raises:
        UnusableKey: the package `cryptography` is missing.
    """
    if algorithm == "HS256":
        return secrets.token_urlsafe(48)
    _require_cryptography()
    return pem.generate_pem(algorithm)


def is_pem(entry: str) -> bool:
    """Whether the entry is meant as an asymmetric key. It is never used as a secret: it may be a public key."""
    return "-----BEGIN" in entry


# Cached by the values: other settings make another ring, and no request parses a key again. Django's error emails show
# local variables, and a key that is unusable here may be in use elsewhere: hence sensitive_variables.
@lru_cache(maxsize=16)
@sensitive_variables()
def _key_ring(setting: str, entries: tuple[str, ...], token_type: str) -> KeyRing:
    if not entries:
        raise UnusableKey("secret", _too_short(setting))
    keys = [_key(setting, entry, token_type) for entry in entries]
    if keys[0].signing is None:
        raise UnusableKey("cannot_sign", f"The first key of {setting} signs, and a public key cannot.")
    return KeyRing(signing=keys[0], verifying={key.header: key for key in keys})


@sensitive_variables()
def _key(setting: str, entry: str, token_type: str) -> Key:
    if is_pem(entry):
        return _asymmetric_key(setting, entry, token_type)
    if len(entry.encode()) < MINIMUM_SECRET_BYTES:
        raise UnusableKey("secret", _too_short(setting))
    algorithm = HMACAlgorithm(HMACAlgorithm.SHA256)
    try:
        secret = algorithm.prepare_key(entry)
    except InvalidKeyError as error:
        raise UnusableKey("secret", f"{setting} holds a key of another format: use a secret or PEM.") from error
    key_id = _secret_id(entry)
    return Key(
        header=_header("HS256", key_id, token_type),
        key_id=key_id,
        algorithm=algorithm,
        signing=secret,
        verifying=secret,
    )


@sensitive_variables()
def _asymmetric_key(setting: str, entry: str, token_type: str) -> Key:
    _require_cryptography(setting)
    try:
        key = pem.read_pem(entry)
    except pem.ShortRSAKey as error:
        raise UnusableKey("rsa", f"A key of {setting} {error} (RFC 7518 section 3.3).") from error
    except pem.UnusablePEM as error:
        raise UnusableKey("pem", f"A key of {setting} {error}.") from error
    key_id = key.thumbprint
    return Key(
        header=_header(key.name, key_id, token_type),
        key_id=key_id,
        algorithm=key.algorithm,
        signing=key.private,
        verifying=key.public,
        public_jwk={**key.public_jwk, "alg": key.name, "kid": key_id, "use": "sig"},
    )


def _require_cryptography(subject: str = "This algorithm") -> None:
    if not has_crypto:
        raise UnusableKey("cryptography", f"{subject} needs another package: pip install django-safejwt[crypto]")


def _too_short(setting: str) -> str:
    return (
        f"{setting} must hold at least {MINIMUM_SECRET_BYTES} bytes, for example the output of: "
        'python -c "import secrets; print(secrets.token_urlsafe(48))"'
    )


def _header(algorithm: str, key_id: str, token_type: str) -> bytes:
    header = json.dumps({"alg": algorithm, "kid": key_id, "typ": token_type}, separators=(",", ":"))
    return urlsafe_b64encode(header.encode()).rstrip(b"=")


def _secret_id(secret: str) -> str:
    # A truncated hash does not help to find a secret of 256 bits.
    return sha256(b"safejwt.kid" + secret.encode()).hexdigest()[:12]
