"""Build both packages from the last commit and check them: all of a release but the upload.

build/release then holds pypi/ and npm/ to upload, the bills of materials and SHA256SUMS.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from archives import SOURCES, build, checksums
from boms import javascript_bom, python_bom
from installs import install_tarball, install_wheel
from project import BUILD, ROOT
from versions import problems, uncommitted

OUTPUT = BUILD / "release"


def main() -> None:
    tag = os.environ["GITHUB_REF_NAME"] if os.environ.get("GITHUB_REF_TYPE") == "tag" else None
    if found := [*uncommitted(ROOT), *problems(ROOT, tag)]:
        sys.exit("\n".join(["Not ready for a release:", *found]))
    shutil.rmtree(OUTPUT, ignore_errors=True)
    epoch = int(_git("log", "-1", "--format=%ct"))
    # Inside the repository, where the compiler finds the npm packages.
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        source = Path(folder)
        _export(source)
        build(source, OUTPUT, epoch)
    (wheel,), (tarball,) = (OUTPUT / "pypi").glob("*.whl"), (OUTPUT / "npm").glob("*.tgz")
    with tempfile.TemporaryDirectory() as folder:
        program = install_wheel(wheel, Path(folder))
        python_bom(program, OUTPUT / "django-safejwt.cdx.json")
    with tempfile.TemporaryDirectory() as folder:
        install_tarball(tarball, Path(folder))
    javascript_bom(OUTPUT / "safejwt-js.cdx.json", epoch)
    (OUTPUT / "SHA256SUMS").write_text(checksums(OUTPUT))
    _as_the_registries_do(tarball)
    print((OUTPUT / "SHA256SUMS").read_text(), end="")


def _export(folder: Path) -> None:
    """Write the committed sources, without anything that is ignored or left over."""
    archive = subprocess.run(["git", "archive", "HEAD", *SOURCES], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)


def _as_the_registries_do(tarball: Path) -> None:
    files = sorted((OUTPUT / "pypi").iterdir())
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], check=True)
    subprocess.run(["npm", "publish", "--dry-run", "--access", "public", tarball], check=True)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
