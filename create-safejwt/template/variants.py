"""The two projects of the template: with the accounts of django-safejwt, and with django-allauth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import changes
import with_allauth
from changes import Change

__all__ = ["VARIANTS", "Variant"]


@dataclass(frozen=True)
class Variant:
    folder: str
    """In the template: `_subdirectory` of copier.yml chooses it."""
    copied: Sequence[str]
    """What `git ls-files` takes."""
    left_out: Sequence[str]
    paths: Mapping[str, str]
    """Regular expressions."""
    changes: Sequence[Change]
    """Each has to match."""
    packages: Sequence[str] = ()
    test_packages: Sequence[str] = ("drf-spectacular", "honcho", "pytest", "pytest-django")
    shared: Sequence[Change] = ()
    """These apply after the others, where they match."""
    imported: Sequence[str] = ()
    """Where given, a new project gets only those files of `frontend/src/` that these need."""
    overlays: Sequence[str] = ("overlay",)


VARIANTS = (
    Variant(
        folder="project",
        copied=changes.COPIED,
        left_out=changes.LEFT_OUT,
        paths=changes.PATHS,
        changes=changes.CHANGES,
    ),
    Variant(
        folder="allauth",
        copied=(*changes.COPIED, *with_allauth.COPIED),
        left_out=(*changes.LEFT_OUT, *with_allauth.LEFT_OUT),
        paths={**with_allauth.PATHS, **changes.PATHS},
        changes=with_allauth.CHANGES,
        packages=("django-allauth[mfa,socialaccount]",),
        shared=changes.CHANGES,
        imported=with_allauth.IMPORTED,
        overlays=("overlay", "overlay-allauth"),
    ),
)
