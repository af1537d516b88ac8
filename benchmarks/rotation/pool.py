"""Sessions of one batch. Their rows are inserted and deleted together."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from safejwt.models import RefreshToken, session_auth_hashes
from safejwt.sessions import admit, rotation
from tests.flows.rotation.function_driver import FunctionDriver
from tests.flows.rotation.modes import Mode
from tests.flows.rotation.servers import T0, Answer

__all__ = ["Pool"]


class _Started(FunctionDriver):
    """The functions of `safejwt.sessions`, for a session whose row exists."""

    def __init__(self, user: Any, row: RefreshToken) -> None:
        super().__init__(user)
        self.sid, self._row = row.pk, row

    def start(self, *, remember: bool) -> Answer:
        tokens = rotation.issue(self._row, T0)
        return Answer(cookies={self.refresh_cookie: tokens.refresh_token}, access_token=tokens.access_token)


class Pool:
    """A user with as many sessions as a batch needs."""

    def __init__(self, name: str, insert: Callable[[list[RefreshToken]], object]) -> None:
        self.user: Any = get_user_model().objects.create_user(username=name, password="x")
        self.insert = insert

    def servers(self, modes: list[Mode]) -> Iterator[FunctionDriver]:
        RefreshToken._base_manager.filter(user_id=self.user.pk).delete()
        auth_hash, admitted_by = session_auth_hashes(self.user)[0], admit(self.user)
        rows = [self._new(mode, auth_hash, admitted_by) for mode in modes]
        self.insert(rows)
        return (_Started(self.user, row) for row in rows)

    def _new(self, mode: Mode, auth_hash: str, admitted_by: str) -> RefreshToken:
        times: dict[str, Any] = dict.fromkeys(["rotated_at", "created_at", "last_used_at", "authenticated_at"], T0)
        return RefreshToken(
            user=self.user,
            **times,
            expires_at=T0 + timedelta(seconds=min(mode.idle, mode.absolute)),
            absolute_expires_at=T0 + timedelta(seconds=mode.absolute),
            auth_hash=auth_hash,
            admitted_by=admitted_by,
            remember=mode.remember,
        )
