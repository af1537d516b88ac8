"""Whether a password alone is enough for a user. The second factors are those of django-allauth."""

from typing import Any, Final

from django.apps import apps

__all__ = ["has_second_factor"]

# Not of its own: they stand in for another.
_RECOVERY_CODES: Final = "recovery_codes"


def has_second_factor(user: Any) -> bool:
    """Whether the user has set up a second factor in `allauth.mfa`. No query where that is not installed."""
    if not apps.is_installed("allauth.mfa"):
        return False
    authenticators = apps.get_app_config("mfa").get_model("Authenticator")._default_manager.filter(user_id=user.pk)
    return bool(authenticators.exclude(type=_RECOVERY_CODES).exists())
