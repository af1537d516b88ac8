"""What users call a field of the user model, and the sentences that name it: a username, an email address, a phone number.

A translation puts no article or adjective before `%(label)s`, because the gender of that word is unknown.
"""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

__all__ = ["field_label", "sentence_about"]


def field_label(name: str) -> str:
    """The `verbose_name` of this field. Where Django made it from the field's name, its translation or "email address".

    Raises:
        FieldDoesNotExist: the user model has no such field.
    """
    users = get_user_model()
    # The stubs do not know the attribute, which is None without a `verbose_name` in the model.
    field: object = users._meta.get_field(name)
    if getattr(field, "_verbose_name", None) is not None:
        return str(getattr(field, "verbose_name", name))
    if name == users.get_email_field_name():
        return gettext("email address")
    return gettext(str(getattr(field, "verbose_name", name)))


def sentence_about(name: str, *, username: str, email: str, other: str) -> str:
    """Translate the sentence for the label of this field. `other` has `%(label)s`, in place of any other label."""
    label = field_label(name)
    if label == gettext("username"):
        return gettext(username)
    return gettext(email) if label == gettext("email address") else gettext(other) % {"label": label}
