"""The names of a project: of its folder, its Python package, and the product."""

import keyword
import re
import sys
from dataclasses import dataclass
from typing import Final

from .errors import ProjectError

__all__ = ["Names"]

# Packages and folders that a project has besides.
_TAKEN: Final = {"backend", "django", "frontend", "rest_framework", "safejwt", "tests", "update", "users"}


@dataclass(frozen=True)
class Names:
    slug: str
    """The name of the folder, the image and the services: letters, digits and hyphens."""

    @classmethod
    def of(cls, folder: str) -> "Names":
        """Return the names of a project in this folder.

        Raises:
            ProjectError: the name is not one for a Python package.
        """
        names = cls(re.sub(r"[\s_]+", "-", folder.lower()))
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,38}[a-z0-9]", names.slug):
            raise ProjectError(f"{folder!r} is not a name of a project. Use letters, digits and hyphens: corner-shop")
        package = names.package
        if package in _TAKEN or package in sys.stdlib_module_names or keyword.iskeyword(package):
            raise ProjectError(f"{folder!r} is the name of another package. Choose another name: my-{names.slug}")
        return names

    @property
    def package(self) -> str:
        """The name of the Python package with the settings, and of the database."""
        return self.slug.replace("-", "_")

    @property
    def title(self) -> str:
        """The suggested name of the product."""
        return self.slug.replace("-", " ").title()
