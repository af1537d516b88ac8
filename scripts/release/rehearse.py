"""Build all packages from the last commit and check them: all of a release but the upload.

build/release then holds a folder of files to upload for each package, the bills of materials and SHA256SUMS.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from archives import JAVASCRIPT, PYTHON, build, checksums
from boms import javascript_bom, python_bom
from installs import install_command, install_library, install_tarball
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
        # The committed files alone. A clone, because the template of create-safejwt holds what Git lists.
        _git("clone", "--quiet", "--depth=1", ROOT.as_uri(), folder)
        build(Path(folder), OUTPUT, epoch)
    for name, install in zip(PYTHON, (install_library, install_command), strict=True):
        (wheel,) = (OUTPUT / name).glob("*.whl")
        with tempfile.TemporaryDirectory() as folder:
            program = install(wheel, Path(folder))
            python_bom(name, program, OUTPUT / f"{name}.cdx.json")
    (tarball,) = (OUTPUT / JAVASCRIPT).iterdir()
    with tempfile.TemporaryDirectory() as folder:
        install_tarball(tarball, Path(folder))
    javascript_bom(OUTPUT / f"{JAVASCRIPT}.cdx.json", epoch)
    (OUTPUT / "SHA256SUMS").write_text(checksums(OUTPUT))
    _as_the_registries_do(tarball)
    print((OUTPUT / "SHA256SUMS").read_text(), end="")


def _as_the_registries_do(tarball: Path) -> None:
    files = sorted(file for name in PYTHON for file in (OUTPUT / name).iterdir())
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *files], check=True)
    subprocess.run(["npm", "publish", "--dry-run", "--access", "public", tarball], check=True)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
