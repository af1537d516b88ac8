"""Retries from another place than the rotation: from another client network, or with another browser.

A copied refresh token that follows each refresh of its owner at once is never taken for reuse. But one of the two then
presents the predecessor in every generation, see `Decision.RESEND` and `Decision.RETRY`. An honest user does so only after a
lost response, a crash, or where tabs share no lock. So a retry from elsewhere is recorded, and the number of generations in
a row that had one tells a copy from a lost response. benchmarks/rotation/RETRIES.md has the figures.
"""

from dataclasses import dataclass
from typing import Any, Literal

from ..audit import events
from ..audit.client_ip import network
from ..audit.user_agents import is_same_kind
from ..conf import conf
from ..models import RefreshToken

__all__ = ["Client", "Difference", "generations_in_a_row", "is_excessive", "record"]

Difference = Literal["network", "browser", "both"]


@dataclass(frozen=True, slots=True)
class Client:
    """From where a refresh token was presented, as far as it is known."""

    user_agent: str = ""
    ip: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What a rotation writes to the row. What is unknown stays as it was."""
        known = {"user_agent": events.printable(self.user_agent), "ip": self.ip}
        return {name: value for name, value in known.items() if value}

    def difference(self, session: RefreshToken) -> Difference | None:
        """What differs from the client that was given the session's current token. What is unknown does not differ."""
        is_other_browser = (
            bool(self.user_agent and session.user_agent)
            and self.user_agent != session.user_agent
            and not is_same_kind(events.printable(self.user_agent), session.user_agent)
        )
        if self.ip and session.ip and network(self.ip) != network(session.ip):
            return "both" if is_other_browser else "network"
        return "browser" if is_other_browser else None


def generations_in_a_row(session: RefreshToken) -> int:
    """How many generations in a row have had a retry from elsewhere, if the current one has one."""
    before = session.generation - session.elsewhere_generation
    return 1 if before > 1 else session.elsewhere_count + before


def is_excessive(session: RefreshToken) -> bool:
    """Whether a retry from elsewhere is one too many for `SAFEJWT_MAX_RETRIES_ELSEWHERE`."""
    most = conf.max_retries_elsewhere
    return most is not None and generations_in_a_row(session) > most


def record(session: RefreshToken, generation: int, difference: Difference, client: Client) -> None:
    """Count a retry from elsewhere with the token of `generation`, once for each generation, and record it as an event."""
    if session.elsewhere_generation == session.generation:
        return
    count = generations_in_a_row(session)
    rows = RefreshToken.objects.filter(pk=session.pk, elsewhere_generation__lt=session.generation)
    is_first = rows.update(elsewhere_generation=session.generation, elsewhere_count=count)
    # The first, second, fourth, eighth … in a row: a client whose address changes all the time does not fill the history.
    if is_first and count.bit_count() == 1:
        events.record(
            "authn_token_retry_elsewhere",
            sid=session.pk,
            user_id=session.user.pk,
            generation=generation,
            count=count,
            reason=difference,
            ip=client.ip,
            user_agent=client.user_agent or None,
            rotated_ip=session.ip,
            rotated_user_agent=session.user_agent or None,
        )
