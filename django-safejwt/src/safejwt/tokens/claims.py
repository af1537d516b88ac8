"""The claims of verified tokens, and the claims that a project adds to access tokens."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from ..conf import conf

__all__ = ["AccessClaims", "RefreshClaims", "checked_extra_claims"]

# An access token is part of every request, and servers limit the size of headers.
_MAXIMUM_BYTES: Final = 1024

# RFC 7519 section 4.1, OpenID Connect Core section 2, RFC 7800, and our own.
_RESERVED: Final = {
    *("iss", "sub", "aud", "exp", "nbf", "iat", "jti"),
    *("auth_time", "acr", "amr", "azp", "nonce", "cnf", "sid", "gen", "tenant"),
}


@dataclass(frozen=True, slots=True)
class AccessClaims(Mapping[str, Any]):
    """The claims of a verified access token. Times are seconds since the epoch.

    As a mapping it has every claim under its name in the token, with its JSON value: `sub` (or
    `SAFEJWT_USER_ID_CLAIM`), `sid`, `gen`, `auth_time`, `amr`, `iat`, `exp`, `iss`, `aud`, and those of
    `SAFEJWT_ACCESS_TOKEN_CLAIMS`. The latter are attributes too. A missing claim is a `KeyError`, or
    an `AttributeError`. Each access returns a new value, so no view changes what another one reads.
    """

    user_id: str
    sid: UUID
    generation: int
    issued_at: int
    expires_at: int
    authenticated_at: int = 0
    """When the user last authenticated. 0, long ago, if the token does not have the claim."""
    amr: tuple[str, ...] = ()
    """How the user authenticated (RFC 8176): `pwd`, `otp`, `hwk`, `mfa`… Empty if that is unknown."""
    tenant: str = ""
    """The database and schema whose user this is (`safejwt.db.primary.tenant`). Empty for the default database."""
    payload: bytes = field(default=b"{}", repr=False)
    """The JSON object that was signed."""

    @classmethod
    def without_session(cls, user_id: object) -> "AccessClaims":
        """For a user who was authenticated without a token of ours. No session has this id."""
        return cls(user_id=str(user_id), sid=UUID(int=0), generation=0, issued_at=0, expires_at=0)

    def __getitem__(self, name: str) -> Any:
        return self._parsed()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        # Called for names that the class does not have. Python looks for its own, with underscores.
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._parsed()[name]
        except KeyError:
            raise AttributeError(f"The access token has no claim {name!r}") from None

    def _parsed(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.payload)
        return parsed


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """The claims of a verified refresh token. Times are seconds since the epoch."""

    sid: UUID
    generation: int
    issued_at: int
    expires_at: int


def checked_extra_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return a project's claims as they can be signed.

    Raises:
        ImproperlyConfigured: a name is reserved, a value is not JSON, or all together are too long.
    """
    for name in claims:
        if not isinstance(name, str) or name.startswith("_") or name in _RESERVED or name == conf.user_id_claim:
            raise ImproperlyConfigured(f"SAFEJWT_ACCESS_TOKEN_CLAIMS returns the reserved claim {name!r}")
        if hasattr(AccessClaims, name):
            raise ImproperlyConfigured(f"SAFEJWT_ACCESS_TOKEN_CLAIMS returns {name!r}, an attribute of request.auth")
    try:
        size = len(json.dumps(claims, separators=(",", ":"), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"SAFEJWT_ACCESS_TOKEN_CLAIMS returns a value that is not JSON: {error}") from error
    if size > _MAXIMUM_BYTES:
        raise ImproperlyConfigured(f"SAFEJWT_ACCESS_TOKEN_CLAIMS returns {size} bytes, more than {_MAXIMUM_BYTES}")
    return dict(claims)
