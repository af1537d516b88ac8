"""The steps of the page on the server, taken from its code blocks."""

import re
from pathlib import Path
from typing import Any

__all__ = ["script", "settings_of"]

PAGE = Path(__file__).parents[3] / "docs" / "start" / "django-safejwt.md"
_FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def settings_of(project: dict[str, Any]) -> str:
    """Return the lines for a project that has these settings."""
    lines = [body for _, body in _steps("REST_FRAMEWORK" in project) if body.startswith("# settings.py\n")]
    has_admin = "django.contrib.admin" in project["INSTALLED_APPS"]
    return "\n".join(body for body in lines if has_admin or "DjangoSessionMiddleware" not in body)


def script(folder: Path, *, has_rest_framework: bool) -> str:
    """Return a shell script that follows the page in its order: commands are run, and Python is added to its file."""
    lines = ["set -eu"]
    for word, body in _steps(has_rest_framework):
        if word == "bash":
            # The package is installed already.
            lines += [line for line in body.splitlines() if not line.startswith("pip install ")]
        else:
            file = body.partition("\n")[0].removeprefix("# ")
            lines += [f"cat >> {folder / file} <<'PAGE'", body.rstrip(), "PAGE"]
    return "\n".join(lines)


def _steps(has_rest_framework: bool) -> list[tuple[str, str]]:
    """Language and text of each block. Of those for new and for existing projects, the fitting one."""
    section = PAGE.read_text().partition("## Install\n")[2].partition("\n## ")[0]
    found = [(word, re.sub(f"^{indent}", "", body, flags=re.M)) for indent, word, body in _FENCE.findall(section)]
    other = r"^REST_FRAMEWORK = " if has_rest_framework else r"^REST_FRAMEWORK\["
    return [(word, body) for word, body in found if not re.search(other, body, re.M)]
