"""Which values of a user another user already has."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, models
from rest_framework.settings import api_settings

from ..db.primary import primary_alias
from .wording import taken_sentences

__all__ = ["is_about_uniqueness", "taken_values"]


def taken_values(user: Any, values: Mapping[str, Any], *, unchecked: frozenset[str]) -> dict[str, Any]:
    """Return an error for each of these values that another user has, by field.

    user: not saved, with the values set. A new user is compared in all fields, and one who changes
    only in the changed ones.
    unchecked: fields that are not compared.
    """
    name = user.USERNAME_FIELD
    unchanged = set() if user._state.adding else {field.name for field in user._meta.fields} - values.keys()
    exclude = unchanged | unchecked
    errors: dict[str, Any] = {}
    if name not in exclude and not _is_constrained(user, name) and _has_twin(user):
        errors[name] = taken_sentences(name, user.unique_error_message(type(user), (name,)))
    try:
        user.validate_unique(exclude=exclude | ({name} if _is_text(user) else set()))
    except DjangoValidationError as error:
        taken = {field: DjangoValidationError(found) for field, found in error.error_dict.items()}
        errors = {**{field: taken_sentences(field, each) for field, each in taken.items()}, **errors}
    for field, messages in _broken_constraints(user, exclude):
        errors.setdefault(field, messages)
    if NON_FIELD_ERRORS in errors:
        errors[api_settings.NON_FIELD_ERRORS_KEY] = errors.pop(NON_FIELD_ERRORS)
    return errors


def is_about_uniqueness(error: IntegrityError) -> bool:
    """Whether the database refuses a value because another row has it. By its words, as databases share no code."""
    words = str(error).lower()
    return "unique" in words or "duplicate" in words


def _is_text(user: Any) -> bool:
    return isinstance(user._meta.get_field(user.USERNAME_FIELD), models.CharField | models.TextField)


def _is_constrained(user: Any, name: str) -> bool:
    """Whether a constraint such as `UniqueConstraint(Lower("username"))` compares names regardless of their case."""
    constraints = (constraint for _, constraints in user.get_constraints() for constraint in constraints)
    return any(getattr(each, "expressions", ()) and _fields_of(each) == {name} for each in constraints)


def _has_twin(user: Any) -> bool:
    """Whether another username differs only in case, as Django's form for new users asks."""
    value = getattr(user, user.USERNAME_FIELD)
    if not _is_text(user) or not isinstance(value, str):
        return False
    users = type(user)._base_manager.using(primary_alias()).filter(**{f"{user.USERNAME_FIELD}__iexact": value})
    return bool(users.exclude(pk=user.pk).exists() if user.pk is not None else users.exists())


def _broken_constraints(user: Any, exclude: set[str]) -> Iterator[tuple[str, list[str]]]:
    for model, constraints in user.get_constraints():
        for constraint in constraints:
            try:
                constraint.validate(model, user, exclude=exclude, using=primary_alias())
            except DjangoValidationError as error:
                names = _fields_of(constraint)
                field = names.pop() if len(names) == 1 else NON_FIELD_ERRORS
                yield field, taken_sentences(field, error)


def _fields_of(constraint: models.BaseConstraint) -> set[str]:
    expressions = getattr(constraint, "expressions", ())
    parts = [part for each in expressions for part in (each.flatten() if hasattr(each, "flatten") else [each])]
    # The stubs do not know the attribute.
    referenced: list[Any] = [part for part in parts if isinstance(part, models.F)]
    return {*getattr(constraint, "fields", ()), *(part.name for part in referenced)}
