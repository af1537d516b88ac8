"""Write a project from the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import copier
import yaml

from .errors import ProjectError
from .names import Names

__all__ = ["ANSWERS", "TEMPLATE", "Packages", "read_answers", "write"]

ANSWERS: Final = ".create-safejwt.yml"
TEMPLATE: Final = Path(__file__).parent / "template"


@dataclass(frozen=True)
class Packages:
    """Where the project gets django-safejwt and safejwt-js from."""

    wheel: Path | None = None
    tarball: Path | None = None

    def requirements(self, release: str) -> dict[str, str]:
        """Those of this release, from the registries or from files."""
        wheel, tarball = (file and file.resolve().as_uri() for file in (self.wheel, self.tarball))
        return {
            "python_requirement": f"django-safejwt @ {wheel}" if wheel else f"django-safejwt~={release}",
            "npm_requirement": tarball.replace("file://", "file:") if tarball else release,
        }


def write(
    target: Path,
    names: Names,
    answers: Mapping[str, object],
    packages: Packages,
    template: Path = TEMPLATE,
    *,
    defaults: bool = False,
    release: str | None = None,
) -> None:
    """Write the project into `target`, and ask what `answers` lacks unless `defaults` is set.

    Raises:
        ProjectError: an answer is invalid.
    """
    release = release or version("create-safejwt")
    known = {"slug": names.slug, "package": names.package, "release": release, **packages.requirements(release)}
    try:
        copier.run_copy(
            str(template),
            target,
            data={**known, **answers},
            user_defaults={"title": names.title},
            defaults=defaults,
            overwrite=True,
            quiet=True,
        )
    except ValueError as error:  # An answer that its question refuses.
        raise ProjectError(str(error)) from error


def read_answers(project: Path) -> dict[str, Any]:
    """Return what a project was made with.

    Raises:
        ProjectError: create-safejwt has not made it.
    """
    file = project / ANSWERS
    if not file.is_file():
        raise ProjectError(f"{file} is missing: run this in the folder of a project that create-safejwt has made.")
    answers: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return answers
