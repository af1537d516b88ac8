"""`make bench`: measures the server side beside its peers, and whether time tells who has an account.

It writes benchmarks/server/RESULTS.md and benchmarks/ACCOUNTS.md, and fails where time does tell.
"""

import subprocess
import sys

import command
import setup
from processes import Words, step
from project import BUILD, DJANGO_LIBRARY, REQUIREMENTS, ROOT, VENV_PYTHON

SERVER = ROOT / "benchmarks" / "server"
VENV = BUILD / "bench"


def main() -> int:
    setup.packages("dev")
    # An environment of their own: the peers are nothing that the project itself may come to depend on.
    python = VENV / "bin" / "python"
    step("Creating build/bench", [sys.executable, "-m", "venv", VENV])
    pip: Words = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    step("Installing the peers", [*pip, "--require-hashes", "-r", REQUIREMENTS / "bench.txt"])
    step(
        "Installing django-safejwt for the benchmark", [*pip, "--no-deps", "--no-build-isolation", "-e", DJANGO_LIBRARY]
    )
    failed = subprocess.run([python, "run.py"], cwd=SERVER).returncode
    # The project itself is what is measured, so with its own environment.
    return subprocess.run([VENV_PYTHON, ROOT / "benchmarks" / "accounts.py"]).returncode or failed


if __name__ == "__main__":
    command.run(main)
