"""Java for the checker of protocol/model. `java.py COMMAND…` runs a command where Java 17 is installed.

Without it, it exits with 77, and the suite counts as skipped.
"""

import os
import re
import shutil
import subprocess
import sys

SKIPPED = 77
NEEDED = 17
_ADVICE = "On Debian and Ubuntu: apt install openjdk-17-jre-headless."


def missing() -> str:
    """Return why the checker cannot run, or an empty text."""
    printed = _printed_version()
    version = re.search(r'version "(\d+)', printed)
    if version is None:
        return f"Java {NEEDED} is not installed: there is no java that starts. {_ADVICE}"
    if int(version[1]) < NEEDED:
        return f"Java {NEEDED} is not installed: java is version {version[1]}. {_ADVICE}"
    return ""


def _printed_version() -> str:
    program = shutil.which("java")
    # On macOS java can be a stub that only says how to install it.
    return subprocess.run([program, "-version"], capture_output=True, text=True).stderr if program else ""


if __name__ == "__main__":
    if reason := missing():
        print(reason)
        sys.exit(SKIPPED)
    os.execvp(sys.argv[1], sys.argv[1:])
