"""Environment variables and the `.env` file, where variables win.

Wrong secrets stop a production start here.
"""

import os
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from environs import Env
from safejwt.checks import is_placeholder

__all__ = ["env", "read_contacts", "read_env_file", "read_secrets", "with_fallbacks"]

# As in Django's check security.W009. This satisfies RFC 7518 section 3.2 as well.
_MINIMUM_CHARACTERS: Final = 50


def read_env_file() -> Env:
    """Read `.env` at the root of the repository, or the file that DJANGO_ENV_FILE names."""
    env = Env()
    path = os.environ.get("DJANGO_ENV_FILE") or Path(__file__).resolve().parents[2] / ".env"
    env.read_env(str(path), recurse=False)
    return env


env = read_env_file()


def read_secrets(*names: str, debug: bool) -> list[str]:
    """Read the secrets with these names.

    Raises:
        ImproperlyConfigured: a secret is missing or, in production, too weak or shared.
    """
    secrets = [_read_secret(name, debug=debug) for name in names]
    shared = [name for name, secret in zip(names, secrets, strict=True) if secrets.count(secret) > 1]
    if shared and not debug:
        raise ImproperlyConfigured(f"{' and '.join(shared)} share a value. Give each its own.")
    return secrets


def with_fallbacks(key: str, name: str) -> Any:
    """The signing key, followed by the keys under `name`, which only verify."""
    fallbacks: list[str] = env.list(name, [])
    return [key, *fallbacks] if fallbacks else key


def read_contacts(name: str) -> list[str]:
    """Read the addresses for security.txt, which are URIs (RFC 9116, section 2.5.3).

    Raises:
        ImproperlyConfigured: one is not `mailto:`, `https:` or `tel:`.
    """
    contacts: list[str] = env.list(name, [])
    for contact in contacts:
        if not contact.startswith(("mailto:", "https://", "tel:")):
            raise ImproperlyConfigured(f"{name} is not a URI, such as mailto:security@example.com: {contact}")
    return contacts


def _read_secret(name: str, *, debug: bool) -> str:
    secret: str = env.str(name, "")
    if not secret:
        fault = "is missing"
    elif debug:
        return secret
    elif len(secret) < _MINIMUM_CHARACTERS:
        fault = f"is shorter than {_MINIMUM_CHARACTERS} characters"
    elif is_placeholder(secret):
        fault = "is a placeholder"
    else:
        return secret
    raise ImproperlyConfigured(
        f"{name} {fault}. Put a random value into .env or the environment, for example the output of: "
        'python -c "import secrets; print(secrets.token_urlsafe(48))"'
    )
