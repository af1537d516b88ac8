"""What the files of deploy/, compose.yaml and the Dockerfile start."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .project_settings import BACKEND

__all__ = ["ROOT", "compose", "image_command", "started", "unit", "variables_read"]

ROOT = BACKEND.parent
UNITS = sorted([*(ROOT / "deploy").glob("*.service"), *(ROOT / "deploy").glob("*.timer")])


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def image_command() -> list[str]:
    """The CMD of the Dockerfile."""
    (command,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)
    words: list[str] = json.loads(command)
    return words


def unit(path: Path) -> dict[str, list[str]]:
    """The lines of a systemd unit by name. A name may repeat."""
    pairs = re.findall(r"^(\w+)=(.*)$", path.read_text(), re.M)
    return {name: [value for other, value in pairs if other == name] for name, _ in pairs}


def started() -> Iterator[tuple[str, list[str]]]:
    """Each place and the command of this project that it starts."""
    yield "Dockerfile", image_command()
    for name, service in compose()["services"].items():
        if service.get("image") == "safejwt-app" and "command" in service:
            yield f"compose.yaml {name}", _own(service["command"])
    for path in UNITS:
        for line in unit(path).get("ExecStart", []):
            yield path.name, _own(shlex.split(line.replace("%i", "8001")))


def variables_read() -> set[str]:
    """The variables that the project reads: those of .env.example, and two that only a shell sets."""
    return {"DJANGO_ENV_FILE", *re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)}


def _own(words: list[str]) -> list[str]:
    """The words from the project's own program on, out of a shell's loop too."""
    if words[:2] == ["sh", "-c"]:
        words = shlex.split(re.findall(r"do (.*?); done", words[2])[0])
    return [words[0].rpartition("/")[2], *words[1:]]
