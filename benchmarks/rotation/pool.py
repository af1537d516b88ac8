"""Sessions of one batch: their rows are inserted and deleted together, everything else is done row by row."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from safejwt.models import RefreshToken, session_auth_hashes
from safejwt.sessions import admit, rotation
from tests.flows.rotation.function_driver import FunctionDriver
from tests.flows.rotation.modes import Mode
from tests.flows.rotation.servers import T0, Answer

__all__ = ["Pool", "make_user"]


class Pool(FunctionDriver):
    """The functions of `safejwt.sessions`; `start` takes the next row of the batch."""

    rows: Iterator[RefreshToken]

    def fill(self, modes: list[Mode]) -> None:
        RefreshToken.objects.filter(user_id=self.user.pk).delete()
        auth_hash, admitted_by = session_auth_hashes(self.user)[0], admit(self.user)
        rows = [self._new(mode, auth_hash, admitted_by) for mode in modes]
        RefreshToken.objects.bulk_create(rows)
        self.rows = iter(rows)

    def start(self, *, remember: bool) -> Answer:
        row = next(self.rows)
        self.sid = row.pk
        tokens = rotation.issue(row, T0)
        return Answer(cookies={self.refresh_cookie: tokens.refresh_token}, access_token=tokens.access_token)

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


def make_user(name: str) -> Any:
    return get_user_model().objects.create_user(username=name, password="x")
