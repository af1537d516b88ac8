"""Under which settings the schedules run, and how long a response may take there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

__all__ = ["Mode"]


@dataclass(frozen=True)
class Mode:
    """Settings, and assumptions about network, browser and clocks. All times are in seconds."""

    session_check: str = "database"
    interval: int = 60
    grace: int = 60
    remember: bool = True
    idle: int = 7 * 24 * 3600
    absolute: int = 90 * 24 * 3600
    access: int = 300
    delay: float = 30
    """The longest time between a request and the arrival of its response."""
    flush: float = 30
    """A browser that is killed so soon after a `Set-Cookie` starts again with the previous cookie."""
    skew: int = 0
    """How far two servers' clocks are apart at most."""

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "SAFEJWT_SESSION_CHECK": self.session_check,
            "SAFEJWT_ROTATION_INTERVAL": timedelta(seconds=self.interval),
            "SAFEJWT_ROTATION_GRACE": timedelta(seconds=self.grace),
            "SAFEJWT_IDLE_LIFETIME": timedelta(seconds=self.idle),
            "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME": timedelta(seconds=self.idle),
            "SAFEJWT_ABSOLUTE_LIFETIME": timedelta(seconds=self.absolute),
            "SAFEJWT_ACCESS_TOKEN_LIFETIME": timedelta(seconds=self.access),
            # All users of a test log in from one address within minutes.
            "SAFEJWT_LOGIN_RATE": None,
            "SAFEJWT_LOGIN_ACCOUNT_RATE": None,
            "SAFEJWT_LOGIN_ADDRESS_RATE": None,
            "SAFEJWT_SESSION_RATE": None,
        }
