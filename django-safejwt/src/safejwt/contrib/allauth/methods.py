"""How a user has authenticated: django-allauth's records in the values of RFC 8176."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.apps import apps

__all__ = ["methods"]

# A recovery code is a password for one time. A code that is sent by email is left out: it is no second factor.
_TYPES: Final = {"totp": "otp", "recovery_codes": "otp"}


def methods(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The methods of these records. What RFC 8176 has no value for, such as a provider, is left out."""
    return [method for record in records for method in _methods(record)]


def _methods(record: Mapping[str, Any]) -> Iterator[str]:
    match record.get("method"), record.get("type"):
        case "password", _:
            yield "pwd"
        case "code" | "password_reset", _ if record.get("phone"):
            yield "sms"
        case "mfa", "webauthn":
            yield _key_type(record.get("id"))
            # django-allauth requires that the passkey has asked for a PIN, a fingerprint or the like.
            if record.get("passwordless"):
                yield "mfa"
        case "mfa", str(kind) if kind in _TYPES:
            yield _TYPES[kind]


def _key_type(authenticator_id: object) -> str:
    """`swk` for a passkey that may be on several devices, `hwk` for one that cannot leave its device, as it says itself."""
    model: Any = apps.get_app_config("mfa").get_model("Authenticator")
    authenticator = model.objects.get(pk=authenticator_id)
    return "swk" if authenticator.wrap().authenticator_data.is_backup_eligible() else "hwk"
