"""Access and refresh tokens: claims to string and back (RFC 7515, RFC 7519). Knows neither users' rows nor requests.

Verification is stricter than a general JWT library's: a header must be, byte for byte, one that this server writes. So no
field of a foreign header (`alg`, `kid`, `jku`, `crit`…) is ever interpreted (RFC 8725 sections 3.1, 3.10 and 3.11).
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from .conf import conf
from .errors import AccessTokenExpired, InvalidToken, RefreshTokenExpired, RefreshTokenInvalid, SafeJWTError
from .keys import KeyRing, access_keys, refresh_keys

__all__ = [
    "AccessClaims",
    "RefreshClaims",
    "issue_access_token",
    "issue_refresh_token",
    "read_access_token",
    "read_refresh_token",
]

# A token of ours has about 300 characters; a longer string is refused before any work is spent on it.
_MAXIMUM_LENGTH: Final = 4096
_COMPACT: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a verified access token says. Times are seconds since the epoch."""

    user_id: str
    sid: UUID
    generation: int
    issued_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """What a verified refresh token says. Times are seconds since the epoch."""

    sid: UUID
    generation: int
    issued_at: int
    expires_at: int


def issue_access_token(*, user_id: object, sid: UUID, generation: int, now: datetime) -> str:
    """Signs an access token that is good from `now` for `SAFEJWT_ACCESS_TOKEN_LIFETIME`."""
    issued_at = int(now.timestamp())
    claims = {
        "iss": conf.issuer,
        "aud": conf.audience,
        conf.user_id_claim: str(user_id),
        "sid": str(sid),
        "gen": generation,
        "iat": issued_at,
        "exp": issued_at + int(conf.access_token_lifetime.total_seconds()),
    }
    return _encode(access_keys(), claims)


def issue_refresh_token(*, sid: UUID, generation: int, issued_at: datetime, expires_at: datetime) -> str:
    """Signs a refresh token. The same arguments give the same token, which is what makes a retry idempotent."""
    claims = {
        "sid": str(sid),
        "gen": generation,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return _encode(refresh_keys(), claims)


def read_access_token(token: str, *, now: datetime) -> AccessClaims:
    """Verifies an access token and returns its claims.

    Raises:
        AccessTokenExpired: the signature is right and the time is over.
        InvalidToken: anything else that is wrong with it.
    """
    claims = _decode(access_keys(), token, InvalidToken)
    issued_at, expires_at = _integer(claims, "iat", InvalidToken), _integer(claims, "exp", InvalidToken)
    user_id = claims.get(conf.user_id_claim)
    if (
        claims.get("iss") != conf.issuer
        or claims.get("aud") != conf.audience
        or not isinstance(user_id, str)
        or not user_id
        or expires_at - issued_at > conf.access_token_lifetime.total_seconds()
        or issued_at > now.timestamp() + conf.clock_skew.total_seconds()
    ):
        raise InvalidToken
    if now.timestamp() >= expires_at:
        raise AccessTokenExpired
    return AccessClaims(
        user_id=user_id,
        sid=_session_id(claims, InvalidToken),
        generation=_integer(claims, "gen", InvalidToken),
        issued_at=issued_at,
        expires_at=expires_at,
    )


def read_refresh_token(token: str, *, now: datetime, allow_expired: bool = False) -> RefreshClaims:
    """Verifies a refresh token and returns its claims. Whether its session lives is for the database to say.

    `allow_expired` is for logout, which must be able to name a session that is over.

    Raises:
        RefreshTokenExpired: the signature is right and the time is over.
        RefreshTokenInvalid: anything else that is wrong with it.
    """
    claims = _decode(refresh_keys(), token, RefreshTokenInvalid)
    result = RefreshClaims(
        sid=_session_id(claims, RefreshTokenInvalid),
        generation=_integer(claims, "gen", RefreshTokenInvalid),
        issued_at=_integer(claims, "iat", RefreshTokenInvalid),
        expires_at=_integer(claims, "exp", RefreshTokenInvalid),
    )
    if not allow_expired and now.timestamp() >= result.expires_at:
        raise RefreshTokenExpired
    return result


def _encode(ring: KeyRing, claims: dict[str, Any]) -> str:
    payload = json.dumps(claims, separators=(",", ":")).encode()
    signing_input = ring.signing.header + b"." + _base64url(payload)
    return (signing_input + b"." + _base64url(ring.signing.sign(signing_input))).decode("ascii")


def _decode(ring: KeyRing, token: str, error: type[SafeJWTError]) -> dict[str, Any]:
    match = _COMPACT.fullmatch(token) if len(token) <= _MAXIMUM_LENGTH else None
    if match is None:
        raise error
    header, payload, signature = (segment.encode("ascii") for segment in match.groups())
    key = ring.verifying.get(header)
    raw_signature = _decode_base64url(signature)
    if key is None or raw_signature is None or not key.verify(header + b"." + payload, raw_signature):
        raise error
    try:
        claims = json.loads(_decode_base64url(payload) or b"")
    except ValueError:
        raise error from None
    if not isinstance(claims, dict):
        raise error
    return claims


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _decode_base64url(segment: bytes) -> bytes | None:
    """The bytes, or None where another spelling of the same bytes was sent: one signature has one spelling."""
    try:
        data = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except ValueError:
        return None
    return data if _base64url(data) == segment else None


def _integer(claims: dict[str, Any], name: str, error: type[SafeJWTError]) -> int:
    value = claims.get(name)
    # bool is an int in Python; RFC 7519 section 2 wants a number.
    if type(value) is not int:
        raise error
    return value


def _session_id(claims: dict[str, Any], error: type[SafeJWTError]) -> UUID:
    try:
        return UUID(claims.get("sid"))
    except (TypeError, ValueError, AttributeError):
        raise error from None
