"""Write the template of create-safejwt: the reference project with the names of a new one, and the overlay.

There is no second copy of `backend/` and `frontend/`: `changes.py` says what differs in a new project.
"""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from changes import CHANGES, COPIED, LEFT_OUT, PATHS, Change

__all__ = ["write"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Jinja reads those that end something only after one that begins it.
_SIGNS = re.compile(r"@[{%#]")
# What django-safejwt is built with here.
_FOR_BUILDING = ("editables", "hatchling")
_FOR_TESTS = ("drf-spectacular", "honcho", "pytest", "pytest-django")


def write(target: Path) -> None:
    """Write the template into `target`, and remove what was there."""
    shutil.rmtree(target, ignore_errors=True)
    unused = {*CHANGES}
    for name in sources():
        destination = target / "project" / renamed(name)
        destination.parent.mkdir(parents=True, exist_ok=True)
        changes = [change for change in CHANGES if PurePosixPath(name).match(change.files)]
        if not changes:
            shutil.copy(ROOT / name, destination)
            continue
        text, matched = changed(name, changes)
        unused -= matched
        rendered = destination.with_name(f"{destination.name}.jinja")
        rendered.write_text(text, encoding="utf-8")
        shutil.copymode(ROOT / name, rendered)
    if unused:
        raise ValueError(f"Nothing matches these changes any more: {sorted(unused)}")
    shutil.copytree(HERE / "overlay", target / "project", dirs_exist_ok=True)
    shutil.copy(HERE / "copier.yml", target)
    write_manifests(target / "project")


def changed(name: str, changes: Sequence[Change]) -> tuple[str, set[Change]]:
    """Return the text for the template, and those changes that matched."""
    text, matched = (ROOT / name).read_text(encoding="utf-8"), set()
    if _SIGNS.search(text):
        raise ValueError(f"{name} has a sign of the template: {_SIGNS.findall(text)}")
    for change in changes:
        text, count = re.subn(change.old, change.new, text, flags=re.M)
        matched |= {change} if count else set()
    return text, matched


def sources() -> Iterator[str]:
    """Yield the files of the reference project that a new one gets."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *COPIED]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in sorted(filter(None, listed.split("\0"))):
        if (ROOT / name).is_file() and not any(PurePosixPath(name).match(pattern) for pattern in LEFT_OUT):
            yield name


def renamed(name: str) -> str:
    for old, new in PATHS.items():
        name = re.sub(old, new, name)
    return name


def write_manifests(project: Path) -> None:
    """Add the packages, in the versions that this repository has tested."""
    file = project / "pyproject.toml.jinja"
    text = file.read_text()
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    run = [line for line in groups["run"] if not line.startswith(_FOR_BUILDING)]
    for key, requirements in (("run", run), ("dev", _FOR_TESTS)):
        lines = [f"  {json.dumps(pin)},\n" for line in requirements for pin in pinned(line)]
        text = text.replace(f"  # The tested versions: {key}\n", "".join(lines))
    file.write_text(text)
    app = project / "frontend" / "package.json"
    manifest = json.loads(app.read_text())
    manifest["dependencies"]["safejwt-js"] = "@{ npm_requirement }@"
    manifest["devDependencies"] |= node_packages()
    manifest["engines"] = json.loads((ROOT / "package.json").read_text())["engines"]
    app.with_name("package.json.jinja").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    app.unlink()


def pinned(requirement: str) -> Iterator[str]:
    """Yield the requirement with its tested versions: a new project gets their bug fixes, and asks for more itself."""
    name, extras = re.match(r"([\w.-]+?)(\[.*\])?(?=[<>=~!]|$)", requirement).groups("")  # type: ignore[union-attr]
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    versions = re.findall(rf"^{re.escape(name)}(?:\[.*\])?==([\w.]+)( ;[^\\\n]+)?", lock, re.M)
    if not versions:
        raise ValueError(f"requirements/dev.txt has no version of {name}.")
    for version, marker in versions:
        yield f"{name}{extras or ''}~={version}{marker.rstrip()}"


def node_packages() -> dict[str, Any]:
    """The tools that the frontend has from the workspace of this repository."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in ("@types/node", "typescript")}


if __name__ == "__main__":
    write(HERE.parent / "src" / "create_safejwt" / "template")
