"""Install what is missing: `setup.py python-run|python-dev`, `npm`, `npm-openapi`, `npm-jest`, `build`, `build-example`.

A step runs again only when the files it depends on have changed: .stamps/ holds a digest of them.
"""

import hashlib
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from processes import LOGS, ROOT, Words, run, step

STAMPS = ROOT / ".stamps"
VENV = ROOT / ".venv"
NODE = (20, 19)
_MACHINE = f"{platform.system()} {platform.machine()}"
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
# Made by tools, never a source.
_OUTPUT = {"node_modules", "dist", "build", "coverage", "__pycache__"}


def python(group: str) -> None:
    """Make .venv with the locked packages and django-safejwt from its sources.

    dev.txt holds all of run.txt in the same versions (scripts/locks.py checks that), so a current installation of
    `dev` serves `run` as well.
    """
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(f"This Python has no venv module. On Debian and Ubuntu: apt install python{_PYTHON}-venv.")
    lock, project = ROOT / "requirements" / f"{group}.txt", ROOT / "django-safejwt" / "pyproject.toml"
    program = VENV / "bin" / "python"
    # An editable installation holds the absolute path of its sources.
    with_group = {name: _digest([lock.with_stem(name), project], _PYTHON, str(ROOT)) for name in {group, "dev"}}
    if program.exists() and _stamp("python") in with_group.values():
        return
    _stamp("python", "")
    if not program.exists() or not _is_ours(program):
        step("Creating the virtual environment", [sys.executable, "-m", "venv", "--clear", VENV])
    pip: Words = [program, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "--python", program]
    # uv takes a tenth of pip's time, but does not read pip's configuration, in which a mirror may be named.
    run([*pip, "--require-hashes", "-r", lock.with_stem("uv")], LOGS / "uv.log")
    if group == "run" or sys.dont_write_bytecode:
        # A process that may not write here, or writes no bytecode, would compile all packages at each start.
        uv.append("--compile-bytecode")
    packages: Words = ["--require-hashes", "-r", lock]
    install: Words = uv
    if run([*uv, *packages], LOGS / "packages-with-uv.log"):
        step("Installing the Python packages", [*pip, *packages])
        install = pip
    step("Installing django-safejwt", [*install, "--no-deps", "--no-build-isolation", "-e", project.parent])
    _stamp("python", with_group[group])


def npm() -> None:
    """Install the locked npm packages of all workspaces."""
    folders = ("*", "tests/*", "examples/*/*")
    manifests = [file for folder in folders for file in ROOT.glob(f"{folder}/package.json")]
    _npm_ci("npm", "Installing the npm packages", ROOT, manifests)


def npm_openapi() -> None:
    """Install the tools that read protocol/openapi.json. No other suite needs them, and nor does the app."""
    _npm_ci("npm-openapi", "Installing the OpenAPI tools", ROOT / "tests" / "openapi", [])


def npm_jest() -> None:
    """Install Jest and its environments, which only the tests of safejwt-js under Jest need."""
    _npm_ci("npm-jest", "Installing Jest", ROOT / "tests" / "jest", [])


def _npm_ci(stamp: str, title: str, folder: Path, manifests: list[Path]) -> None:
    _require_node()
    digest = _digest([ROOT / ".npmrc", folder / "package.json", folder / "package-lock.json", *manifests])
    if (folder / "node_modules").is_dir() and _stamp(stamp) == digest:
        return
    _stamp(stamp, "")
    # No script of their packages runs: one reports installations to a vendor.
    words: Words = ["npm", "ci", "--prefix", folder, "--prefer-offline", "--no-audit", "--no-fund"]
    step(title, words if folder == ROOT else [*words, "--ignore-scripts"])
    _stamp(stamp, digest)


def build() -> None:
    """Build safejwt-js and the app that uses it."""
    _build("safejwt-js")
    _build("frontend", "safejwt-js")


def build_example() -> None:
    """Build the front end of examples/allauth, which shares components with the app."""
    _build("safejwt-js")
    _build("examples/allauth/frontend", "safejwt-js", "frontend")


def _build(workspace: str, *others: str) -> None:
    sources = [ROOT / folder for folder in (workspace, *others)]
    digest = _digest([*sources, ROOT / "tsconfig.base.json", ROOT / "package-lock.json"])
    stamp = workspace.replace("/", "-")
    if (ROOT / workspace / "dist").is_dir() and _stamp(stamp) == digest:
        return
    _stamp(stamp, "")
    step(f"Building {stamp}", ["npm", "run", "build", "--workspace", workspace])
    _stamp(stamp, digest)


def _require_node() -> None:
    needed = ".".join(map(str, NODE))
    try:
        found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):  # A version manager's shim can exist and fail.
        sys.exit(f"Node.js is missing. Install version {needed} or newer, with npm.")
    numbers = re.match(r"v(\d+)\.(\d+)", found)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < NODE:
        sys.exit(f"Node.js {needed} or newer is needed, and this is {found}. Install a newer one.")
    if shutil.which("npm") is None:
        sys.exit("npm is missing. Install it; it is part of the usual Node.js packages.")


def _is_ours(program: Path) -> bool:
    """Whether the environment works and is of the Python that runs this."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([program, "-c", question], capture_output=True, text=True).stdout.strip() == _PYTHON


def _stamp(name: str, digest: str | None = None) -> str:
    """Return the digest a step was last run with, after writing another one if it is given."""
    file = STAMPS / name
    if digest is not None:
        STAMPS.mkdir(exist_ok=True)
        file.write_text(digest)
    return file.read_text() if file.is_file() else ""


def _digest(sources: Iterable[Path], *facts: str) -> str:
    digest = hashlib.sha256("\n".join([_MACHINE, *facts]).encode())
    for path in sorted(_files(sources)):
        digest.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from _files(child for child in source.iterdir() if child.name not in _OUTPUT)
        elif source.is_file():
            yield source


STEPS: dict[str, Callable[[], None]] = {
    "python-run": lambda: python("run"),
    "python-dev": lambda: python("dev"),
    "npm": npm,
    "npm-openapi": npm_openapi,
    "npm-jest": npm_jest,
    "build": build,
    "build-example": build_example,
}

if __name__ == "__main__":
    try:
        for name in sys.argv[1:]:
            STEPS[name]()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
