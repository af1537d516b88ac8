"""Build the documentation site of this version in build/docs, from docs/ and from the pages that live beside their code.

A link between two files of the repository becomes one between two pages. Other links lead to the repository.
"""

import os
import posixpath
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docs_versions
from project import ROOT

SOURCES, BUILT, SITE = ROOT / "build/docs-source", ROOT / "build/docs-built", ROOT / "build/docs"
REPOSITORY = "https://github.com/safejwt/safejwt/blob/main/"
# GitHub shows them where they are.
BESIDE_CODE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "explanation/threat-model.md",
    "benchmarks/client/RESULTS.md": "explanation/measured-client.md",
    "benchmarks/growth/RESULTS.md": "explanation/measured-growth.md",
    "benchmarks/rotation/RESULTS.md": "explanation/measured-rotation.md",
    "benchmarks/server/RESULTS.md": "explanation/measured-server.md",
    "benchmarks/servers/RESULTS.md": "explanation/measured-servers.md",
    "protocol/README.md": "reference/contract.md",
}
PLOTS = ROOT / "benchmarks" / "server" / "results"
_LINK = re.compile(rf"(?<=\]\()({re.escape(REPOSITORY)})?(?!#|[a-z]+:)([^)#\s]+)")
# The theme asks GitHub about the repository where it shows one.
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\ssrc=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*rel=["']?(?:stylesheet|preconnect|icon)[^>]*href=["']?(?:https?:)?//|data-md-component=["']?source""",
    re.I,
)


def main() -> int:
    collect(pages(), SOURCES)
    shutil.rmtree(BUILT, ignore_errors=True)
    # Without the variable, the addresses in the pages would be those of a site with one version.
    environment = {**os.environ, "MIKE_DOCS_VERSION": docs_versions.current()}
    build = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    code = subprocess.run(build, cwd=ROOT, env=environment).returncode
    loading = [page for page in BUILT.rglob("*.html") if loads_from_other_hosts(page.read_text(encoding="utf-8"))]
    if code or loading:
        print(*(f"{page} loads something from another host." for page in loading), sep="\n")
        return code or 1
    docs_versions.add(BUILT, SITE, docs_versions.current())
    return 0


def loads_from_other_hosts(page: str) -> bool:
    """Return whether a page asks another host for anything before the reader follows a link."""
    return _LOADED.search(page) is not None


def pages() -> dict[str, str]:
    """Return the pages of the site by the path of their source."""
    own = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*")) if path.is_file()]
    plots = {f"benchmarks/server/results/{path.name}": f"explanation/plots/{path.name}" for path in PLOTS.glob("*.svg")}
    return {path: path.removeprefix("docs/") for path in own} | BESIDE_CODE | plots


def collect(found: dict[str, str], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for source, page in found.items():
        target = folder / page
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith(".md"):
            target.write_text(with_links(source, (ROOT / source).read_text(encoding="utf-8"), found), encoding="utf-8")
        else:
            shutil.copyfile(ROOT / source, target)


def with_links(source: str, text: str, found: dict[str, str]) -> str:
    """Return the text of a page with the links that it has on the site."""

    def target(link: re.Match[str]) -> str:
        # From the root of the repository, if the link names the repository.
        path = posixpath.normpath(link[2] if link[1] else posixpath.join(posixpath.dirname(source), link[2]))
        if path in found:
            return posixpath.relpath(found[path], posixpath.dirname(found[source]) or ".")
        # A file that is missing stays a link of this page, which fails the build.
        return REPOSITORY + path if (ROOT / path).exists() else link[0]

    return _LINK.sub(target, text)


if __name__ == "__main__":
    sys.exit(main())
