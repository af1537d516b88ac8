"""`make bench`: measures the server side beside its peers and writes benchmarks/server/RESULTS.md."""

import subprocess
import sys

import command
from processes import Words, step
from project import BUILD, DJANGO_LIBRARY, REQUIREMENTS, ROOT

SERVER = ROOT / "benchmarks" / "server"
VENV = BUILD / "bench"


def main() -> int:
    # An environment of their own: the peers are nothing that the project itself may come to depend on.
    python = VENV / "bin" / "python"
    step("Creating build/bench", [sys.executable, "-m", "venv", VENV])
    pip: Words = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    step("Installing the peers", [*pip, "--require-hashes", "-r", REQUIREMENTS / "bench.txt"])
    step(
        "Installing django-safejwt for the benchmark", [*pip, "--no-deps", "--no-build-isolation", "-e", DJANGO_LIBRARY]
    )
    return subprocess.run([python, "run.py"], cwd=SERVER).returncode


if __name__ == "__main__":
    command.run(main)
