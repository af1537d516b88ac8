"""The password blocklist (NIST SP 800-63B): common passwords, and passwords composed of them.

Two lists: Django's 20,000 common passwords, and the 9,700 passwords of a leaked million with 15 or more characters. A long
minimum makes users double a common password or append digits, so a password is also split into known pieces. Two pieces are
not enough, however long they are. Four unrelated words are.
"""

import gzip
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final
from unicodedata import normalize

from django.contrib.auth.password_validation import CommonPasswordValidator

__all__ = ["common_passwords", "is_guessable"]

_LIST: Final = Path(__file__).parent / "data" / "long-passwords.txt.gz"

_PIECES: Final = 2
_SHORTEST: Final = 3
# Longer than any entry that counts as a piece; and what is longer than this is not taken apart.
_LONGEST_PIECE: Final = 24
_LONGEST: Final = 128
# Characters of a password, and of each word of the context, that are looked at: Unicode normalization of longer text takes
# seconds, and Django runs all validators even if one refuses the length.
_EXAMINED: Final = 1024

_DIGITS_FOR_LETTERS: Final = (
    str.maketrans("@4831!05$7", "aabeiiosst"),
    str.maketrans("@48310!5$7", "aabelolsst"),
)
_SEQUENCES: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiopü",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return both lists in lower case. They are read at the first call."""
    with gzip.open(_LIST, "rt", encoding="utf-8") as file:
        return frozenset(CommonPasswordValidator().passwords) | frozenset(file.read().split("\n"))


def is_guessable(password: str, context: Iterable[str] = ()) -> bool:
    """Return whether a password is common, or composed of at most two known pieces.

    context: what an attacker knows about the user and the site; these words count as known pieces.
    """
    # As attackers try them: ignoring case, Unicode forms and separators between the pieces.
    folded = normalize("NFKC", password[:_EXAMINED]).casefold()
    bare = "".join(character for character in folded if character.isalnum())
    words = frozenset(_words(context))
    if not folded.strip() or folded in common_passwords() or (bare and (bare in common_passwords() or bare in words)):
        return True
    candidates = {folded.replace(" ", ""), bare, *(folded.replace(" ", "").translate(t) for t in _DIGITS_FOR_LETTERS)}
    return any(_is_made_of_pieces(text, words) for text in candidates if text)


def _words(context: Iterable[str]) -> Iterator[str]:
    for text in context:
        folded = normalize("NFKC", text[:_EXAMINED]).casefold()
        whole = "".join(character for character in folded if character.isalnum())
        parts = "".join(character if character.isalnum() else " " for character in folded).split()
        yield from (word for word in {whole, *parts} if len(word) >= _SHORTEST)


def _is_made_of_pieces(text: str, words: frozenset[str]) -> bool:
    """Return whether the text consists of at most two different pieces, however often they are repeated."""
    if len(text) > _LONGEST:
        return len(set(text)) == 1
    text = _without_repeats(text)
    # For each prefix of the text, the smallest set of pieces that composes it.
    best: list[frozenset[str] | None] = [frozenset(), *([None] * len(text))]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            known = best[start]
            piece = text[start:end]
            if known is None or not _is_piece(piece, words):
                continue
            pieces = known | {piece}
            shortest = best[end]
            if len(pieces) <= _PIECES and (shortest is None or len(pieces) < len(shortest)):
                best[end] = pieces
    return best[-1] is not None


def _without_repeats(text: str) -> str:
    """Return the shortest unit whose repetition starts with the text: `abc` for `abcabcab`."""
    for size in range(1, len(text) // 2 + 1):
        if (text[:size] * (len(text) // size + 1)).startswith(text):
            return text[:size]
    return text


@lru_cache(maxsize=1)
def _runs() -> str:
    both_ways = [*_SEQUENCES, *(sequence[::-1] for sequence in _SEQUENCES)]
    return "\n".join(both_ways)


def _is_piece(text: str, words: frozenset[str]) -> bool:
    if text in words or len(set(text)) == 1:
        return True
    if len(text) < _SHORTEST or (len(text) == len("2026") and text.isdecimal()):
        return text.isdecimal()
    return text in common_passwords() or text in _runs() or _is_date(text)


def _is_date(text: str) -> bool:
    """A date in digits: 101226, 10122026, 20261210."""
    return text.isascii() and text.isdecimal() and (len(text) == 6 or (len(text) == 8 and _has_year(text)))


def _has_year(text: str) -> bool:
    return any(1900 <= int(year) <= 2100 for year in (text[:4], text[-4:]))
