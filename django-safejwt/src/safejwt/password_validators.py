"""For Django's `AUTH_PASSWORD_VALIDATORS`: length, what is guessed early, and passwords that were stolen elsewhere."""

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

# Never fewer, also with a second factor (OWASP ASVS 6.2.1).
_FEWEST = 8


class LengthValidator:
    """From `min_length` to `max_length` characters; any characters, spaces and emoji among them.

    15 where a password is all there is, 8 are enough beside a second factor (NIST SP 800-63B-4, OWASP ASVS 6.2.1). What is
    too long is refused and not cut.

    Raises:
        ImproperlyConfigured: the numbers are out of order.
    """

    def __init__(self, min_length: int = 15, max_length: int = 1024) -> None:
        if not _FEWEST <= min_length <= 64 <= max_length:
            raise ImproperlyConfigured(
                f"LengthValidator: {_FEWEST} <= min_length <= 64 <= max_length has to hold; long passphrases must be possible."
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
                _("This password is too long. It may have no more than %(max_length)d characters."),
                code="password_too_long",
                params={"max_length": self.max_length},
            )

    def get_help_text(self) -> str:
        text = _("At least %(min_length)d characters; a few words that have nothing to do with each other are good.")
        return text % {"min_length": self.min_length}


class GuessablePasswordValidator:
    """Nothing that many people have, that is put together from such, or from what is known of the person and the place.

    words: what a guesser would think of at this place: the product's name, the company's.
    attributes: fields of the user that he knows too; of an e-mail address also the part before the @.
    """

    def __init__(self, words: Sequence[str] = (), attributes: Sequence[str] | None = None) -> None:
        self.words, self.attributes = tuple(words), attributes

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password, [*self.words, *self._known_of(user)]):
            raise ValidationError(
                _("This password is too common: it is one of those that are guessed first, or made of them."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, not one doubled or with digits behind it, nothing with your name in it.")

    def _known_of(self, user: Any) -> Iterable[str]:
        if user is None:
            return
        model = get_user_model()
        usual = (model.USERNAME_FIELD, model.get_email_field_name(), "first_name", "last_name")
        for name in self.attributes if self.attributes is not None else usual:
            value = getattr(user, name, None)
            if isinstance(value, str) and value:
                yield value
                yield value.partition("@")[0]


class BreachedPasswordValidator:
    """Nothing that is known to have been stolen elsewhere, as somebody says who keeps such a list.

    lookup: dotted path of a function that gets the first five characters of the password's SHA-1 hash, in upper case, and
        returns the rest of each hash that it knows with this beginning (the range search of Have I Been Pwned). The password
        itself never leaves the process.
    unreachable: what is done when `lookup` raises: `"accept"` (the other validators have still looked at the password), or
        `"refuse"`. Either way there is an event, `breach_list_unavailable`.
    """

    def __init__(self, lookup: str, unreachable: Literal["accept", "refuse"] = "accept") -> None:
        self.lookup: Callable[[str], Iterable[str]] = import_string(lookup)
        self.unreachable = unreachable

    def validate(self, password: str, user: Any = None) -> None:
        digest = sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper()
        try:
            lines = [line.strip().upper().partition(":") for line in self.lookup(digest[:5])]
        except Exception as error:  # whatever a network raises
            events.record("breach_list_unavailable", exc_info=error)
            if self.unreachable == "accept":
                return
            raise ValidationError(
                _("Passwords cannot be checked at the moment. Try again later."), code="unchecked"
            ) from None
        # A count may stand behind a colon, and zero is padding.
        if any(suffix == digest[5:] and count != "0" for suffix, _colon, count in lines):
            raise ValidationError(_("This password was stolen somewhere and is known."), code="password_breached")

    def get_help_text(self) -> str:
        return _("Not a password that is known to have been stolen somewhere.")
