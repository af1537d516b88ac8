"""The tokens of a session, as they are issued from its row. Pure domain logic: no request or response objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from ..conf import conf
from ..db.primary import tenant
from ..models import RefreshToken
from ..tokens.jwt import issue_access_token, issue_refresh_token

__all__ = ["Tokens", "idle_lifetime", "issue", "truncate_to_second"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a device receives when its session starts or is refreshed. The `repr` shows no token."""

    user: AbstractBaseUser
    sid: UUID
    started_at: datetime
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    remember: bool
    """Whether the browser keeps the refresh token after it is closed."""
    is_presented: bool = False
    """Whether `refresh_token` is the one that was presented. Its cookie must not be set again: the response might arrive
    after the one that sets the successor."""


def issue(session: RefreshToken, now: datetime, *, is_presented: bool = False) -> Tokens:
    """Return the tokens of a session in its present state. The refresh token is the same, byte for byte, each time."""
    return Tokens(
        user=session.user,
        sid=session.pk,
        started_at=session.created_at,
        access_token=issue_access_token(
            user_id=session.user.pk,
            sid=session.pk,
            generation=session.generation,
            now=now,
            authenticated_at=session.last_authenticated_at,
            amr=session.methods,
            tenant=tenant(),
            extra=_claims_of_project(session),
        ),
        refresh_token=issue_refresh_token(
            sid=session.pk,
            generation=session.generation,
            issued_at=session.rotated_at,
            expires_at=session.expires_at,
        ),
        refresh_expires_at=session.expires_at,
        remember=session.remember,
        is_presented=is_presented,
    )


def _claims_of_project(session: RefreshToken) -> Mapping[str, Any]:
    function = conf.access_token_claims
    return {} if function is None else function(session.user, session)


def idle_lifetime(remember: bool) -> timedelta:
    """How long a session stays active without a refresh."""
    return conf.idle_lifetime if remember else conf.unremembered_idle_lifetime


def truncate_to_second(now: datetime | None) -> datetime:
    """Return `now`, or the current time, in whole seconds as JWT times are. A row then mints the same token everywhere."""
    return (now or timezone.now()).replace(microsecond=0)
