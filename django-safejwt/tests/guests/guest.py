"""What the list of steps has to know about a guest project."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["PASSWORD", "Guest"]

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Guest:
    """How a project differs from the one that `django-admin startproject` writes."""

    # What users type as their name at a login, and the value their row then has if it is another.
    name: Any = "ada"
    stored_name: Any = None
    # Further fields of the row of a user.
    fields: dict[str, Any] = field(default_factory=dict)
    # What a visitor sends to register, beside the password. None where visitors do not register.
    newcomer: dict[str, Any] | None = field(default_factory=lambda: {"username": "bob", "email": "bob@example.com"})
    # What the project writes to a user who may no longer log in.
    deactivated: dict[str, Any] = field(default_factory=lambda: {"is_active": False})
    users: str = "/users/"
    things: str = "/things/"
    # Its settings are those of a deployment, so that `check --deploy` is clean.
    deployed: bool = False
    # Where middleware replaces ROOT_URLCONF.
    urlconf: str | None = None
    # Headers of every request: the host of a tenant, a version.
    headers: dict[str, str] = field(default_factory=dict)
    # The ids of the warnings of checks that this project has for good reason.
    warnings: frozenset[str] = frozenset()
