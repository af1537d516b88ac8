"""`make sbom` says what the product is made of, `make audit` whether anything is known against it (OWASP ASVS 15.1, 15.2).

Neither belongs to `make test`: what is known changes without a change here, and asking needs the network.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import command
from command import CommandError
from locks import NPM_LOCKS
from processes import Words, step
from project import BUILD, REQUIREMENTS, ROOT, relative

SBOM = BUILD / "sbom"
# An environment of its own: the tools have versions of their own of packages that the product uses too.
VENV = BUILD / "audit"
# What is delivered. The tests' tools are no part of the product; those of the build are marked as development.
_WORKSPACES = ("safejwt-js", "frontend")


def python_sbom(output: Path) -> Words:
    requirements = relative(REQUIREMENTS / "run.txt")
    words: Words = [
        "requirements",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "-o",
        output,
        requirements,
    ]
    return [VENV / "bin" / "cyclonedx-py", *words]


def npm_sbom() -> Words:
    # From the lock, not from node_modules, which holds one system's builds only. Without --omit=dev, which leaves out React:
    # it is a development dependency of safejwt-js as well.
    workspaces = [f"--workspace={name}" for name in _WORKSPACES]
    return ["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only", *workspaces]


def audits() -> Iterator[tuple[str, Words, Path]]:
    """What is checked, how, and in which folder. Each fails where the database does not answer."""
    # Without --strict, packages that the database was not asked about are listed as skipped and the verdict is "No known
    # vulnerabilities found". dev.txt holds all of run.txt in the same versions.
    pip_audit: Words = [VENV / "bin" / "pip-audit", "--strict", "--require-hashes", "--disable-pip"]
    for group in ("dev", "audit"):
        file = REQUIREMENTS / f"{group}.txt"
        yield relative(file), [*pip_audit, "--progress-spinner=off", "-r", relative(file)], ROOT
    for lock in NPM_LOCKS:
        yield relative(lock), ["npm", "audit"], lock.parent


def failures() -> list[str]:
    """The lock files that are not known to be free of known holes; the tools say why."""
    failed = []
    for name, words, directory in audits():
        print(f"Checking {name} ...", flush=True)
        if subprocess.run([str(word) for word in words], cwd=directory).returncode:
            failed.append(name)
    return failed


def named(bom: dict[str, Any], name: str) -> dict[str, Any]:
    """The bill of materials under the product's name; npm takes that of the folder."""
    metadata = bom["metadata"]
    return {**bom, "metadata": {**metadata, "component": {**metadata["component"], "name": name}}}


def refuse_machine_paths(text: str, folder: Path) -> None:
    if str(folder) in text:
        raise CommandError(f"The bill of materials names {folder}, which is of this machine only.")


def sbom() -> int:
    _install()
    SBOM.mkdir(parents=True, exist_ok=True)
    python, javascript = SBOM / "python.cdx.json", SBOM / "javascript.cdx.json"
    step("Listing the Python packages", python_sbom(python))
    print("Listing the JavaScript packages ...", flush=True)
    answer = subprocess.run([str(word) for word in npm_sbom()], cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        raise CommandError(f"{answer.stderr.strip()}\nnpm sbom failed: its last words are above.")
    name = json.loads((ROOT / "package.json").read_text())["name"]
    javascript.write_text(json.dumps(named(json.loads(answer.stdout), name), indent=2) + "\n")
    for file in (python, javascript):
        refuse_machine_paths(file.read_text(), ROOT)
        print(f"{relative(file)}: {len(json.loads(file.read_text())['components'])} components")
    return 0


def audit() -> int:
    _install()
    failed = failures()
    if failed:
        raise CommandError(
            f"Not known to be free of known holes: {', '.join(failed)}. Either something was found, or an advisory "
            "database did not answer; what is above says which."
        )
    print("Nothing is known against any locked package.")
    return 0


def _install() -> None:
    step("Creating build/audit", [sys.executable, "-m", "venv", VENV])
    pip: Words = [VENV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    step("Installing the auditors", [*pip, "--require-hashes", "-r", REQUIREMENTS / "audit.txt"])


if __name__ == "__main__":
    command.run(audit if sys.argv[1:] == ["audit"] else sbom)
