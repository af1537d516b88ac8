"""The suite of django-safejwt in each cell of the matrix, and tools apart from the project.

`nox -l` lists the cells, `nox -t pairs` runs few in which each two values meet, `nox -k "py313 and uuid"` those that match.
"""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nox
from packaging.version import Version

# A cell whose Python is missing fails instead of being skipped.
nox.options.error_on_missing_interpreters = True
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests"]
os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
if shutil.which("pyenv"):
    # pyenv's shims run only the versions that are named here. A shim that started us has named its own.
    versions = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True).stdout.split()
    os.environ["PYENV_VERSION"] = ":".join(versions)

DJANGOS = {"5.2": ("3.11", "3.12", "3.13"), "6.0": ("3.12", "3.13"), "6.1": ("3.12", "3.13")}
USERS = {"default": "auth.User", "custom": "project.PlainUser", "uuid": "project.UUIDUser"}
DATABASES = {"SQLite": "", "PostgreSQL": "postgres.py", "MariaDB": "mariadb.py"}
OLDEST_ALLAUTH = "65.22"
CELLS = [(p, django, *rest) for django in DJANGOS for p, *rest in itertools.product(DJANGOS[django], USERS, DATABASES)]


def params() -> Iterator[Any]:
    """Yield all cells. In those tagged "pairs" all pairs of values occur: faults that need three at once are rare."""
    pairs = {cell: set(itertools.combinations(cell, 2)) for cell in CELLS}
    left, few = set().union(*pairs.values()), set()
    while left:
        few.add(best := max(CELLS, key=lambda cell: len(pairs[cell] & left)))
        left -= pairs[best]
    for cell in CELLS:
        yield nox.param(*cell, id=name_of(*cell), tags=["pairs"] if cell in few else [])


def name_of(python: str, django: str, user: str, database: str) -> str:
    return f"py{python}-dj{django}-{user}-{database}".replace(".", "")


@nox.session
@nox.parametrize(["python", "django", "user", "database"], list(params()))
def tests(session: nox.Session, django: str, user: str, database: str) -> None:
    """The suite of django-safejwt."""
    session.install("--require-hashes", "-r", f"requirements/django-{django}.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", "django-safejwt")
    name = name_of(str(session.python), django, user, database)
    report = Path(os.environ.get("REPORT", "build/reports/matrix/all")).absolute().with_name(f"{name}.xml")
    # The static tests are the same in every cell, and build packages with pip, which uv's environments lack.
    words = [
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--ignore=tests/static",
        "--ignore=tests/guests",
        f"--junit-xml={report}",
    ]
    words += session.posargs
    if server := DATABASES[database]:
        words = [sys.executable, str(Path("scripts/bare-machine", server).absolute()), *words]
    session.chdir("django-safejwt")
    session.run(*words, env={"TEST_USER_MODEL": USERS[user], "DATABASE_URL": "sqlite://:memory:"}, external=True)


@nox.session(name="allauth-releases")
def allauth_releases(session: nox.Session) -> None:
    """The suite of `safejwt.contrib.allauth` with each supported release of django-allauth that the index has."""
    session.install("--require-hashes", "-r", "requirements/dev.txt")
    session.install("--no-deps", "--no-build-isolation", "-e", "django-safejwt")
    releases = _releases(session, "django-allauth", OLDEST_ALLAUTH)
    session.log(f"django-allauth {', '.join(releases)}")
    session.chdir("tests/allauth_bridge")
    for release in releases:
        session.install("--no-deps", f"django-allauth=={release}")
        session.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *session.posargs)


def _releases(session: nox.Session, package: str, oldest: str) -> list[str]:
    """The final releases of a package that the index has, from the oldest supported one on."""
    words = [sys.executable, "-m", "pip", "index", "versions", package]
    found = str(session.run(*words, external=True, silent=True, stderr=None))
    (line,) = (line for line in found.splitlines() if line.startswith("Available versions: "))
    versions = sorted(Version(each) for each in line.removeprefix("Available versions: ").split(", "))
    return [str(version) for version in versions if version >= Version(oldest)]


@nox.session(tags=["audit"])
def audit_python(session: nox.Session) -> None:
    """Check the locked Python packages against the advisory database; fail where it does not respond."""
    session.install("--require-hashes", "-r", "requirements/audit.txt")
    for lock in ("dev", "bench", "bench-servers", "audit", "release"):
        # Without --strict, a package that could not be checked passes as "skipped".
        session.run("pip-audit", "--strict", "--require-hashes", "--disable-pip", "-r", f"requirements/{lock}.txt")


@nox.session(tags=["audit"], venv_backend="none")
def audit_npm(session: nox.Session) -> None:
    """The same for the locked npm packages."""
    session.run("npm", "audit")
    session.run("npm", "audit", "--prefix", "tests/openapi")
    session.run("npm", "audit", "--prefix", "tests/jest")
    session.run("npm", "audit", "--prefix", "benchmarks/client")
    session.run("npm", "audit", "--prefix", "scripts/diagrams")


@nox.session
def sbom(session: nox.Session) -> None:
    """Write CycloneDX bills of materials of the reference project to build/sbom."""
    session.install("--require-hashes", "-r", "requirements/audit.txt")
    Path("build/sbom").mkdir(parents=True, exist_ok=True)
    words = ["--pyproject", "pyproject.toml", "--output-reproducible", "-o", "build/sbom/python.cdx.json"]
    session.run("cyclonedx-py", "requirements", *words, "requirements/run.txt")
    # From the lock: node_modules holds the builds of one system only. Not --omit=dev, which leaves out React.
    words = ["--sbom-format=cyclonedx", "--package-lock-only", "--workspace=safejwt-js", "--workspace=frontend"]
    with Path("build/sbom/javascript.cdx.json").open("w") as output:
        session.run("npm", "sbom", *words, external=True, stdout=output)


@nox.session
def release(session: nox.Session) -> None:
    """Build all packages in build/release and check them, up to the upload."""
    session.install("--require-hashes", "-r", "requirements/release.txt")
    session.run("python", "scripts/release/rehearse.py")
