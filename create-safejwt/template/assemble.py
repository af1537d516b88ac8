"""Write the template of create-safejwt: the reference project with the names of a new one, and the overlay.

There is no second copy of `backend/` and `frontend/`: `changes.py` says what differs in a new project.
"""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from changes import Change
from imports import imported_from
from variants import VARIANTS, Variant

__all__ = ["write"]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Jinja reads those that end something only after one that begins it.
_SIGNS = re.compile(r"@[{%#]")
# What django-safejwt is built with here.
_FOR_BUILDING = ("editables", "hatchling")


def write(target: Path) -> None:
    """Write the template into `target`, and remove what was there."""
    shutil.rmtree(target, ignore_errors=True)
    for variant in VARIANTS:
        write_variant(variant, target / variant.folder)
    shutil.copy(HERE / "copier.yml", target)


def write_variant(variant: Variant, project: Path) -> None:
    """Write one of the projects that the template holds."""
    unused = {*variant.changes}
    for name in sources(variant):
        destination = project / renamed(name, variant)
        destination.parent.mkdir(parents=True, exist_ok=True)
        changes = [change for change in (*variant.changes, *variant.shared) if PurePosixPath(name).match(change.files)]
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
    for overlay in variant.overlays:
        shutil.copytree(HERE / overlay, project, dirs_exist_ok=True)
    write_manifests(variant, project)
    pin_actions(project / ".github" / "workflows" / "ci.yml.jinja")


def changed(name: str, changes: Sequence[Change]) -> tuple[str, set[Change]]:
    """Return the text for the template, and those changes that matched."""
    text, matched = (ROOT / name).read_text(encoding="utf-8"), set()
    if _SIGNS.search(text):
        raise ValueError(f"{name} has a sign of the template: {_SIGNS.findall(text)}")
    for change in changes:
        text, count = re.subn(change.old, change.new, text, flags=re.M)
        matched |= {change} if count else set()
    return text, matched


def sources(variant: Variant) -> Iterator[str]:
    """Yield the files of this repository that a new project gets."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *variant.copied]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = [name for name in sorted(filter(None, listed.split("\0"))) if (ROOT / name).is_file()]
    names = [name for name in names if not any(fnmatchcase(name, pattern) for pattern in variant.left_out)]
    if variant.imported:
        roots = [name for name in names if any(fnmatchcase(name, pattern) for pattern in variant.imported)]
        used = imported_from(ROOT, roots)
        names = [name for name in names if name in used or not name.startswith("frontend/src/")]
    yield from names


def renamed(name: str, variant: Variant) -> str:
    for old, new in variant.paths.items():
        name = re.sub(old, new, name)
    return name


def write_manifests(variant: Variant, project: Path) -> None:
    """Add the packages, in the versions that this repository has tested."""
    file = project / "pyproject.toml.jinja"
    text = file.read_text()
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    run = [line for line in groups["run"] if not line.startswith(_FOR_BUILDING)]
    for key, requirements in (("run", [*run, *variant.packages]), ("dev", variant.test_packages)):
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


def pin_actions(workflow: Path) -> None:
    """Name the actions by the commits that the workflow of this repository names."""
    ours = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    pins = dict(re.findall(r"uses: ([\w/-]+)(@[0-9a-f]{40} # v[\d.]+)$", ours, re.M))
    try:
        text = re.sub(r"(?<=uses: )([\w/-]+)$", lambda name: name[0] + pins[name[0]], workflow.read_text(), flags=re.M)
    except KeyError as error:
        raise ValueError(f".github/workflows/ci.yml has no commit of {error}.") from None
    workflow.write_text(text)


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
