"""CycloneDX bills of materials: what is installed with each package."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from project import ROOT

__all__ = ["javascript_bom", "python_bom"]


def python_bom(package: str, environment: Path, file: Path) -> None:
    """Write what an environment holds in which only this package was installed."""
    words = ["--pyproject", str(ROOT / package / "pyproject.toml"), "--output-reproducible", "-o", str(file)]
    program = Path(sys.executable).with_name("cyclonedx-py")
    subprocess.run([program, "environment", *words, str(environment)], check=True, capture_output=True)


def javascript_bom(file: Path, epoch: int) -> None:
    """Write what the lock has for safejwt-js: peer packages belong to the app."""
    words = ["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--workspace=safejwt-js"]
    done = subprocess.run([*words, "--omit=dev", "--omit=peer"], cwd=ROOT, check=True, capture_output=True, text=True)
    bom = _of_the_package(json.loads(done.stdout), "safejwt-js")
    # A random serial number and the time of day would make two bills of one commit differ.
    bom.pop("serialNumber")
    bom["metadata"]["timestamp"] = datetime.fromtimestamp(epoch, UTC).isoformat()
    file.write_text(json.dumps(bom, indent=2) + "\n")


def _of_the_package(bom: dict[str, Any], name: str) -> dict[str, Any]:
    """npm takes the whole workspace for the subject, under the name of its folder."""
    workspace = bom["metadata"]["component"]["bom-ref"]
    (package,) = (component for component in bom["components"] if component["name"] == name)
    bom["metadata"]["component"] = package
    bom["components"].remove(package)
    bom["dependencies"] = [each for each in bom["dependencies"] if each["ref"] != workspace]
    return bom
