"""Bring the changes of the template into a project.

Git merges them: what this release writes differently from the project's own release becomes a change of the work tree,
and where the project has changed the same lines, a conflict.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .errors import ProjectError
from .names import Names
from .project import TEMPLATE, Packages, read_answers, write

__all__ = ["update"]

# The commits are in no branch. Nobody sees their author.
_AUTHOR = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "create-safejwt"), ("EMAIL", "create-safejwt@localhost"))
}


def update(project: Path, packages: Packages, release: str, *, defaults: bool = False) -> bool:
    """Merge the changes between the project's release and this one, and return whether there are conflicts.

    Raises:
        ProjectError: the project has changes that are not committed, or its release cannot be found.
    """
    known = read_answers(project)
    if _git(project, "status", "--porcelain", "--untracked-files=no"):
        raise ProjectError("Commit your changes first, so that you can tell them from those of the update.")
    names, old = Names(known["slug"]), str(known["release"])
    answers = {name: known[name] for name in known if name not in ("slug", "release")}
    with tempfile.TemporaryDirectory(prefix="create-safejwt-") as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        template = _template_of(old, Path(folder, "package")) if old != release else TEMPLATE
        # The project may be a folder of a larger repository.
        prefix = _git(project, "rev-parse", "--show-prefix")
        write(before / prefix, names, answers, packages, template, defaults=True, release=old)
        write(after / prefix, names, answers, packages, defaults=defaults, release=release)
        first = _commit(project, before)
        second = _commit(project, after, first)
    return _merge(project, first, second)


def _merge(project: Path, first: str, second: str) -> bool:
    if not _git(project, "diff-tree", first, second):
        return False
    try:
        _git(project, "cherry-pick", "--no-commit", second)
    except ProjectError:
        if not _git(project, "ls-files", "--unmerged"):
            raise
        return True
    return False


def _template_of(release: str, folder: Path) -> Path:
    """Fetch the template of another release from the package index."""
    # An environment of uv has no pip.
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    words = [*pip, "--quiet", "--no-deps", "--target", str(folder), f"create-safejwt=={release}"]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise ProjectError(f"create-safejwt {release}, which made this project, was not found.\n{done.stderr}")
    return folder / "create_safejwt" / "template"


def _commit(project: Path, folder: Path, *parents: str) -> str:
    """Store the files of `folder` as a commit of the project's repository, in no branch, and return its id."""
    index = {"GIT_INDEX_FILE": str(folder.with_suffix(".index")), "GIT_WORK_TREE": str(folder)}
    _git(project, "add", "--all", "--force", ".", environment=index)
    tree = _git(project, "write-tree", environment=index)
    words = [word for parent in parents for word in ("-p", parent)]
    return _git(project, "commit-tree", tree, *words, "-m", "Update by create-safejwt", environment=_AUTHOR)


def _git(project: Path, *words: str, environment: Mapping[str, str] | None = None) -> str:
    if environment and (tree := environment.get("GIT_WORK_TREE")):
        words = ("--git-dir", _git(project, "rev-parse", "--absolute-git-dir"), *words)
        project = Path(tree)
    done = subprocess.run(
        ["git", *words], cwd=project, env={**os.environ, **(environment or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise ProjectError(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
