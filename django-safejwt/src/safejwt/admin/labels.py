"""Users in the lists of the admin: the label of a row, and the fields of the search."""

from typing import Final

from django.contrib.auth import get_user_model
from django.utils.html import format_html
from django.utils.text import Truncator

__all__ = ["shortened", "user_search_fields"]

_LONGEST_LABEL: Final = 40


def user_search_fields() -> list[str]:
    """The username and email of the related user, as far as the user model has them as fields."""
    user_model = get_user_model()
    names = {user_model.USERNAME_FIELD, user_model.get_email_field_name()}
    # A relation cannot be searched as text.
    known = {field.name for field in user_model._meta.concrete_fields if not field.is_relation}
    return [f"user__{name}" for name in sorted(names & known)]


def shortened(label: str) -> str:
    """The label for a column of a list. A long one pushes the others beyond the edge, so its title has the rest."""
    short = Truncator(label).chars(_LONGEST_LABEL)
    return label if short == label else format_html('<span title="{}">{}</span>', label, short)
