"""Access and refresh tokens: claims to string and back (RFC 7515, RFC 7519).

Verification is stricter than in a general JWT library. A header must equal, byte for byte, one that this server writes.
No field of another header (`alg`, `kid`, `jku`, `crit`…) is ever interpreted (RFC 8725 sections 3.1, 3.10 and 3.11).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from ..conf import conf
from ..errors import AccessTokenExpired, InvalidToken, RefreshTokenExpired, RefreshTokenInvalid, SafeJWTError
from .claims import AccessClaims, RefreshClaims, checked_extra_claims
from .keys import ACCESS, REFRESH, KeyRing, access_keys, refresh_keys

__all__ = [
    "CLOCK_SKEW",
    "AccessClaims",
    "RefreshClaims",
    "is_foreign",
    "issue_access_token",
    "issue_refresh_token",
    "read_access_token",
    "read_refresh_token",
]

CLOCK_SKEW: Final = timedelta(seconds=60)
"""How far the clock of another server may be ahead. A clock that is further off must be set, not tolerated."""

# Our tokens have about 300 characters. A longer string is refused before it costs any work.
_MAXIMUM_LENGTH: Final = 4096
_compact: Final = json.JSONEncoder(separators=(",", ":"))


def issue_access_token(
    *,
    user_id: object,
    sid: UUID,
    generation: int,
    now: datetime,
    authenticated_at: datetime | None = None,
    amr: Sequence[str] = (),
    tenant: str = "",
    extra: Mapping[str, Any] | None = None,
) -> str:
    """Sign an access token that is valid from `now` for `SAFEJWT_ACCESS_TOKEN_LIFETIME`.

    authenticated_at: when the user last authenticated; the claim `auth_time` (OpenID Connect Core section 2).
    amr: how the user authenticated; the claim of this name (RFC 8176), left out if empty.
    tenant: the database and schema of the user, unless it is the default one.
    extra: claims of the project.

    Raises:
        ImproperlyConfigured: a claim of the project is reserved, not JSON, or too long.
    """
    issued_at = int(now.timestamp())
    claims = {
        **(checked_extra_claims(extra) if extra else {}),
        "iss": conf.issuer,
        "aud": conf.audience,
        conf.user_id_claim: str(user_id),
        "sid": str(sid),
        "gen": generation,
        **({"tenant": tenant} if tenant else {}),
        **({} if authenticated_at is None else {"auth_time": int(authenticated_at.timestamp())}),
        **({"amr": list(amr)} if amr else {}),
        "iat": issued_at,
        "exp": issued_at + int(conf.access_token_lifetime.total_seconds()),
    }
    return _encode(access_keys(), claims)


def issue_refresh_token(*, sid: UUID, generation: int, issued_at: datetime, expires_at: datetime) -> str:
    """Sign a refresh token. The same arguments give the same token, so a retry is idempotent."""
    claims = {
        "sid": str(sid),
        "gen": generation,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return _encode(refresh_keys(), claims)


def read_access_token(token: str, *, now: datetime) -> AccessClaims:
    """Verify an access token and return its claims.

    A token expires at its `exp`, or `SAFEJWT_ACCESS_TOKEN_LIFETIME` after its `iat` if that is earlier.

    Raises:
        AccessTokenExpired: the signature is valid and the token has expired.
        InvalidToken: the token is invalid for any other reason.
    """
    claims, valid_from = _verified(access_keys(), token, conf.issuer, conf.audience, conf.user_id_claim)
    time = now.timestamp()
    if valid_from > time + CLOCK_SKEW.total_seconds():
        raise InvalidToken
    # While the lifetime is being lowered, other servers still issue longer tokens. The shorter lifetime holds for those too.
    longest = claims.issued_at + int(conf.access_token_lifetime.total_seconds())
    if claims.expires_at > longest:
        claims = replace(claims, expires_at=longest)
    if time >= claims.expires_at:
        raise AccessTokenExpired
    return claims


def read_refresh_token(token: str, *, now: datetime, allow_expired: bool = False) -> RefreshClaims:
    """Verify a refresh token and return its claims. Only the database knows whether its session is active.

    allow_expired: for logout, which must be able to end the session of an expired token.

    Raises:
        RefreshTokenExpired: the signature is valid and the token has expired.
        RefreshTokenInvalid: the token is invalid for any other reason.
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


def is_foreign(token: str) -> bool:
    """Whether a token that `read_access_token` refused claims to be another issuer's.

    It is no JWT, or its header has another `typ` than ours, or its payload another `iss`. Nothing of it is verified, so
    the answer decides only whom to ask next. A forgery of one of our tokens is not foreign. Nor is a refresh token, which
    nobody else may see.
    """
    if len(token) > _MAXIMUM_LENGTH or token.count(".") != 2:
        return True
    header, payload, _ = (_unverified(segment) for segment in token.encode("ascii", "replace").split(b"."))
    kind = str(header.get("typ")).lower().removeprefix("application/")
    return kind != REFRESH and (kind != ACCESS or payload.get("iss") != conf.issuer)


# A client sends the same token for minutes, so its signature and claims are verified once. The result depends on the
# arguments alone: with other keys or settings the entry is not found. Refused tokens are not stored. Times are not cached.
@lru_cache(maxsize=1024)
def _verified(ring: KeyRing, token: str, issuer: str, audience: str, user_id_claim: str) -> tuple[AccessClaims, int]:
    """The claims of a genuine access token, and the time from which it is valid."""
    claims = _decode(ring, token, InvalidToken)
    user_id, tenant = claims.get(user_id_claim), claims.get("tenant", "")
    if not isinstance(tenant, str):
        raise InvalidToken
    if claims.get("iss") != issuer or claims.get("aud") != audience or not isinstance(user_id, str) or not user_id:
        raise InvalidToken
    result = AccessClaims(
        user_id=user_id,
        sid=_session_id(claims, InvalidToken),
        generation=_integer(claims, "gen", InvalidToken),
        issued_at=_integer(claims, "iat", InvalidToken),
        expires_at=_integer(claims, "exp", InvalidToken),
        # During a deployment, tokens of a version without this claim are valid for minutes.
        authenticated_at=_integer(claims, "auth_time", InvalidToken) if "auth_time" in claims else 0,
        amr=_strings(claims, "amr", InvalidToken),
        tenant=tenant,
        payload=_decode_base64url(token.split(".")[1].encode("ascii")) or b"{}",
    )
    # This server does not write `nbf`, but must honor it (RFC 7519 section 4.1.5).
    not_before = _integer(claims, "nbf", InvalidToken) if "nbf" in claims else result.issued_at
    return result, max(result.issued_at, not_before)


def _encode(ring: KeyRing, claims: dict[str, Any]) -> str:
    payload = _compact.encode(claims).encode()
    signing_input = ring.signing.header + b"." + _base64url(payload)
    return (signing_input + b"." + _base64url(ring.signing.sign(signing_input))).decode("ascii")


def _decode(ring: KeyRing, token: str, error: type[SafeJWTError]) -> dict[str, Any]:
    # `str.isascii` reads a flag of the string. What is not base64url differs from its own encoding in `_decode_base64url`.
    segments = token.encode("ascii").split(b".") if len(token) <= _MAXIMUM_LENGTH and token.isascii() else ()
    if len(segments) != 3:
        raise error
    header, payload, signature = segments
    key = ring.verifying.get(header)
    raw_signature = _decode_base64url(signature)
    if key is None or raw_signature is None or not key.verify(header + b"." + payload, raw_signature):
        raise error
    try:
        claims = json.loads(_decode_base64url(payload) or b"")
    except (ValueError, RecursionError):
        raise error from None
    if not isinstance(claims, dict):
        raise error
    return claims


def _unverified(segment: bytes) -> dict[str, Any]:
    try:
        found = json.loads(_decode_base64url(segment) or b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _decode_base64url(segment: bytes) -> bytes | None:
    """The bytes, or None if the segment is not their canonical encoding: one signature has one encoding."""
    try:
        data = urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except ValueError:
        return None
    return data if _base64url(data) == segment else None


def _integer(claims: dict[str, Any], name: str, error: type[SafeJWTError]) -> int:
    value = claims.get(name)
    # bool is a subclass of int in Python; RFC 7519 section 2 requires a number.
    if type(value) is not int:
        raise error
    return value


def _strings(claims: dict[str, Any], name: str, error: type[SafeJWTError]) -> tuple[str, ...]:
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise error
    return tuple(values)


def _session_id(claims: dict[str, Any], error: type[SafeJWTError]) -> UUID:
    try:
        return UUID(claims.get("sid"))
    except (TypeError, ValueError, AttributeError):
        raise error from None
