"""The versions of the documentation site: a folder each, `latest`, and the list that the pages offer.

The theme reads the list as mike writes it. mike itself builds with MkDocs.
"""

import json
import shutil
import tomllib
from pathlib import Path

from project import ROOT

__all__ = ["add", "current"]

LATEST = "latest"
# No script: the pages of the site have a Content-Security-Policy where the server sets one.
REDIRECT = f"""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>safejwt</title>
<meta http-equiv="refresh" content="0; url={LATEST}/">
<a href="{LATEST}/">The documentation</a>
</html>
"""


def current() -> str:
    """Return the version that is documented: `1.2` for the packages 1.2.3."""
    project = tomllib.loads((ROOT / "django-safejwt" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return ".".join(project["version"].split(".")[:2])


def add(built: Path, site: Path, version: str) -> None:
    """Put the pages of a version into the site, beside those of others."""
    _replace(site / version, built)
    versions = sorted((each.name for each in site.iterdir() if _is_version(each.name)), key=_order, reverse=True)
    if versions[0] == version:
        _replace(site / LATEST, built)
        shutil.copyfile(built / "llms.txt", site / "llms.txt")
    listed = [{"version": each, "title": each, "aliases": [LATEST] if each == versions[0] else []} for each in versions]
    (site / "versions.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    (site / "index.html").write_text(REDIRECT, encoding="utf-8")


def _replace(folder: Path, built: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, folder)


def _is_version(name: str) -> bool:
    return all(part.isdigit() for part in name.split("."))


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
