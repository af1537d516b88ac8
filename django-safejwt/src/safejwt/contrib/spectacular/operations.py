"""What an operation does, carries and returns."""

from dataclasses import dataclass
from typing import Any

from rest_framework.serializers import BaseSerializer

from .components import Component
from .credentials import Credential

__all__ = ["Body", "Operation"]

Body = type[BaseSerializer[Any]] | BaseSerializer[Any] | Component | None


@dataclass(frozen=True)
class Operation:
    """One method of a view.

    action: the last word of the operation id, which may be empty; its other words are those of the
    path. None for drf-spectacular's, such as `retrieve`.
    credentials: alternatives of what a request carries. responses: the body for each status.
    request: the serializer of the body, or a function that returns it, unless the view has
    `serializer_class` or `get_serializer_class`. errors: codes that do not follow from the other fields. reads_body:
    whether a body is parsed although none is needed. negotiates: whether a request may get a 406.
    tag: None for drf-spectacular's, which is a word of the path.
    """

    summary: str
    credentials: tuple[Credential, ...]
    responses: dict[int, Body]
    request: Any = None
    errors: tuple[str, ...] = ()
    description: str = ""
    tag: str | None = None
    action: str | None = None
    media_type: str = "application/json"
    reads_body: bool = False
    negotiates: bool = True
