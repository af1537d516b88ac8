"""Marking a sentence for the catalogues of translations."""

__all__ = ["gettext_noop"]


def gettext_noop(sentence: str) -> str:
    """The sentence as it is.

    Django's own reads the settings, and a project's settings import this package: they would be made twice, and the first
    time by half, which a missing secret then does not stop any more.
    """
    return sentence
