"""The steps of the package's README, taken from its code blocks."""

import re
from pathlib import Path
from typing import Any

import safejwt

__all__ = ["commands", "settings_of", "urls_of"]

README = Path(safejwt.__file__).parents[2] / "README.md"
_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def blocks() -> list[tuple[str, str]]:
    """Return language and text of each block of the section Install, without its indentation."""
    text = README.read_text()
    section = text.partition("## Install\n")[2].partition("\n## ")[0] or text.partition("\n## ")[0]
    return [(word, re.sub(f"^{indent}", "", body, flags=re.M)) for indent, word, body in _FENCE.findall(section)]


def _python(file: str) -> list[str]:
    return [body for word, body in blocks() if word == "python" and body.startswith(f"# {file}\n")]


def settings_of(project: dict[str, Any]) -> str:
    """Return the lines for a project with these settings: the README has others where there is a REST_FRAMEWORK."""
    unwanted = r"^REST_FRAMEWORK = " if "REST_FRAMEWORK" in project else r"^REST_FRAMEWORK\["
    chosen = [body for body in _python("settings.py") if not re.search(unwanted, body, re.M)]
    return "\n".join(chosen)


def urls_of() -> str:
    return "\n".join(_python("urls.py"))


def commands() -> list[str]:
    """Return the lines for the shell, in their order."""
    return [line for word, body in blocks() if word == "bash" for line in body.splitlines()]
