"""`make bench-client`: drives safejwt-js and its peers through the same outages and writes benchmarks/client/RESULTS.md."""

import os
import subprocess

import browser
import command
import setup
from processes import step
from project import ROOT

CLIENT = ROOT / "benchmarks" / "client"


def main() -> int:
    setup.packages("run")
    setup.library()
    # Outside of the workspaces: the peers are nothing that the project itself may come to depend on.
    step("Installing the peers of the client", ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], CLIENT)
    with browser.chromium() as variables:
        return subprocess.run(["node", "run.mjs"], cwd=CLIENT, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    command.run(main)
