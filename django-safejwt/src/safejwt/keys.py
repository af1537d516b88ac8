"""Signing and verifying keys.

Each purpose has its own keys: `access_keys()` and `refresh_keys()`. The first secret of a setting signs, all of them verify,
so a secret is exchanged by putting the new one in front and dropping the old one when its last token has expired.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import Algorithm, HMACAlgorithm

from .conf import conf

__all__ = ["ACCESS", "MINIMUM_SECRET_BYTES", "REFRESH", "Key", "KeyRing", "access_keys", "refresh_keys"]

# RFC 9068 section 2.1 for the access token; the refresh token's type is our own. A type names what a token is for, so
# that none can be taken for another (RFC 8725 section 3.11).
ACCESS: Final = "at+jwt"
REFRESH: Final = "rt+jwt"

# HS256 needs a key at least as long as its hash (RFC 7518 section 3.2).
MINIMUM_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Key:
    """One key for one algorithm and one type of token."""

    header: bytes
    """The first segment of every token this key signs. A token with any other header is not ours."""
    algorithm: Algorithm
    material: Any

    def sign(self, signing_input: bytes) -> bytes:
        return self.algorithm.sign(signing_input, self.material)

    def verify(self, signing_input: bytes, signature: bytes) -> bool:
        return self.algorithm.verify(signing_input, self.material, signature)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one purpose: one signs, all verify, found by the header they write."""

    signing: Key
    verifying: dict[bytes, Key]


def access_keys() -> KeyRing:
    """The keys of access tokens.

    Raises:
        ImproperlyConfigured: `ACCESS_TOKEN_SECRET` is missing or shorter than 32 bytes.
    """
    return _key_ring("ACCESS_TOKEN_SECRET", conf.access_token_secrets, ACCESS)


def refresh_keys() -> KeyRing:
    """The keys of refresh tokens.

    Raises:
        ImproperlyConfigured: `REFRESH_TOKEN_SECRET` is missing or shorter than 32 bytes.
    """
    return _key_ring("REFRESH_TOKEN_SECRET", conf.refresh_token_secrets, REFRESH)


# Cached by the values themselves: other settings make another ring, and no request builds one again.
@lru_cache(maxsize=16)
def _key_ring(setting: str, secrets: tuple[str, ...], token_type: str) -> KeyRing:
    if not secrets or any(len(secret.encode()) < MINIMUM_SECRET_BYTES for secret in secrets):
        raise ImproperlyConfigured(
            f"{setting} must hold at least {MINIMUM_SECRET_BYTES} bytes, for example the output of: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    keys = [_hmac_key(secret, token_type) for secret in secrets]
    return KeyRing(signing=keys[0], verifying={key.header: key for key in keys})


def _hmac_key(secret: str, token_type: str) -> Key:
    algorithm = HMACAlgorithm(HMACAlgorithm.SHA256)
    return Key(
        header=_header("HS256", _key_id(secret), token_type),
        algorithm=algorithm,
        material=algorithm.prepare_key(secret),
    )


def _header(algorithm: str, key_id: str, token_type: str) -> bytes:
    header = json.dumps({"alg": algorithm, "kid": key_id, "typ": token_type}, separators=(",", ":"))
    return urlsafe_b64encode(header.encode()).rstrip(b"=")


def _key_id(secret: str) -> str:
    # A truncated hash of a secret that has 256 bits or more says nothing useful about it.
    return sha256(b"safejwt.kid" + secret.encode()).hexdigest()[:12]
