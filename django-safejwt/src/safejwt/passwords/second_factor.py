"""Whether a password alone is enough for a user. The second factors are those of django-allauth."""

from collections.abc import Iterable
from typing import Any, Final

from django.apps import apps

from ..errors import MFARequired

__all__ = ["has_second_factor", "require_second_factor"]

# They stand in for another factor, and are none of their own.
_RECOVERY_CODES: Final = "recovery_codes"


def has_second_factor(user: Any) -> bool:
    """Whether the user has set up a second factor in `allauth.mfa`. No query where that is not installed."""
    if not apps.is_installed("allauth.mfa"):
        return False
    model: Any = apps.get_app_config("mfa").get_model("Authenticator")
    return bool(model.objects.filter(user_id=user.pk).exclude(type=_RECOVERY_CODES).exists())


def require_second_factor(user: Any, amr: Iterable[str]) -> None:
    """Refuse a user who has a second factor and has used none.

    amr: how they have authenticated.

    Raises:
        MFARequired: a password, or a method that is not known, is not enough for this user.
    """
    if set(amr) <= {"pwd"} and has_second_factor(user):
        raise MFARequired
