"""How a user authenticated, in the values of RFC 8176: `pwd`, `otp`, `hwk`, `mfa` and others."""

from collections.abc import Iterable
from typing import Final

__all__ = ["combined", "joined"]

# RFC 8176 section 2. Something the user knows, has or is. The other values name no factor.
_FACTORS: Final = {
    **dict.fromkeys(("kba", "pin", "pwd"), "knowledge"),
    **dict.fromkeys(("hwk", "otp", "pop", "sc", "sms", "swk", "tel"), "possession"),
    **dict.fromkeys(("face", "fpt", "iris", "retina", "vbm"), "inherence"),
}
_LONGEST: Final = 255


def combined(*methods: str) -> list[str]:
    """Return the methods without repetition, and `mfa` if they are two different factors."""
    found = list(dict.fromkeys(methods))
    is_multiple = len({_FACTORS[method] for method in found if method in _FACTORS}) > 1
    return [*found, "mfa"] if is_multiple and "mfa" not in found else found


def joined(methods: Iterable[str]) -> str:
    """Return the value of the column `amr`.

    Raises:
        ValueError: a method is not a short word, or there are too many.
    """
    # A string would be taken for a list of letters.
    found = [] if isinstance(methods, str) else combined(*methods)
    text = " ".join(found)
    if isinstance(methods, str) or text.split() != found or not text.isprintable() or len(text) > _LONGEST:
        raise ValueError(f"{methods!r} is not a list of authentication methods; for example ['pwd', 'otp']")
    return text
