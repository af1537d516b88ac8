"""For Django's `AUTH_PASSWORD_VALIDATORS`: length, guessable and breached passwords."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha1
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .audit import events
from .passwords.blocklist import is_guessable

__all__ = ["BreachedPasswordValidator", "GuessablePasswordValidator", "LengthValidator"]

# The minimum even with a second factor (OWASP ASVS 6.2.1).
_SHORTEST = 8


class LengthValidator:
    """Requires `min_length` to `max_length` characters of any kind, including spaces and emoji.

    15 for a password alone; 8 are enough with a second factor (NIST SP 800-63B-4, OWASP ASVS
    6.2.1). A longer password is refused, never truncated.

    Raises:
        ImproperlyConfigured: the lengths are out of range.
    """

    def __init__(self, min_length: int = 15, max_length: int = 1024) -> None:
        if not _SHORTEST <= min_length <= 64 <= max_length:
            raise ImproperlyConfigured(
                f"LengthValidator: {_SHORTEST} <= min_length <= 64 <= max_length is required, so that long passphrases are allowed."
            )
        self.min_length, self.max_length = min_length, max_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(
                _("This password is too short. It must contain at least %(min_length)d characters."),
                code="password_too_short",
                params={"min_length": self.min_length},
            )
        if len(password) > self.max_length:
            raise ValidationError(
                _("This password is too long. It must contain at most %(max_length)d characters."),
                code="password_too_long",
                params={"max_length": self.max_length},
            )

    def get_help_text(self) -> str:
        text = _("At least %(min_length)d characters. A few unrelated words make a good password.")
        return text % {"min_length": self.min_length}


class GuessablePasswordValidator:
    """Refuses common passwords, and those made of common ones or of facts about the user.

    words: words that an attacker would try on this site, such as the names of product and company.
    attributes: fields of the user that an attacker may know; of an email also the part before the
    @.
    """

    def __init__(self, words: Sequence[str] = (), attributes: Sequence[str] | None = None) -> None:
        self.words, self.attributes = tuple(words), attributes

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password, [*self.words, *self._known_of(user)]):
            raise ValidationError(
                _("This password is too common or contains details about you. Attackers try such passwords first."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _(
            "Not a common password, even repeated or followed by digits, and not one that contains details about you."
        )

    def _known_of(self, user: Any) -> Iterable[str]:
        if user is None:
            return
        model = get_user_model()
        default = (model.USERNAME_FIELD, model.get_email_field_name(), "first_name", "last_name")
        for name in self.attributes if self.attributes is not None else default:
            value = getattr(user, name, None)
            if isinstance(value, str) and value:
                yield value
                yield value.partition("@")[0]


class BreachedPasswordValidator:
    """Refuses passwords that appear in a list of known data breaches.

    lookup: dotted path of a function. It receives the first five characters of the password's SHA-1
        hash, in upper case, and returns the rest of each known hash with this prefix (the range
        search of Have I Been Pwned). The password itself never leaves the process.
    unreachable: whether to `"accept"` or to `"refuse"` a password if `lookup` raises. The other
        validators apply either way, and the event `breach_list_unavailable` is recorded.
    """

    def __init__(self, lookup: str, unreachable: Literal["accept", "refuse"] = "accept") -> None:
        self.lookup: Callable[[str], Iterable[str]] = import_string(lookup)
        self.unreachable = unreachable

    def validate(self, password: str, user: Any = None) -> None:
        digest = sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
        try:
            lines = [line.strip().upper().partition(":") for line in self.lookup(digest[:5])]
        except Exception as error:  # whatever a network client raises
            events.record("breach_list_unavailable", exc_info=error)
            if self.unreachable == "accept":
                return
            raise ValidationError(
                _("Passwords cannot be checked at the moment. Try again later."), code="unchecked"
            ) from None
        # A count may follow after a colon; zero marks padding.
        if any(suffix == digest[5:] and count != "0" for suffix, _colon, count in lines):
            raise ValidationError(_("This password appeared in a data breach."), code="password_breached")

    def get_help_text(self) -> str:
        return _("Not a password that appeared in a known data breach.")
