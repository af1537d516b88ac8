"""The code blocks of a page of the documentation that begin with the name of their file."""

import re
from pathlib import Path
from textwrap import dedent

__all__ = ["FOLDER", "blocks"]

# Pages of other folders are named from here: `../start/existing-project.md`.
FOLDER = Path(__file__).parents[3] / "docs" / "guides"
_FENCE = re.compile(r"^( *)```(?:python|bash)\n *# ([\w./-]+(?:: [\w ]+)?)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def blocks(page: str, heading: str = "") -> list[tuple[str, str]]:
    """File and code of each block of a page, or of one below a heading, which may be given by its beginning."""
    text = _without_code(FOLDER / page)
    if heading:
        section = rf"^#+ {re.escape(heading)}[^\n]*\n(.*?)(?=^#+ |\Z)"
        found = re.search(section, text, re.DOTALL | re.MULTILINE)
        assert found, f"{page} has no section {heading}."
        text = found[1]
    return [(file, dedent(code)) for _, file, code in _FENCE.findall(text.replace("\0", "#"))]


def _without_code(page: Path) -> str:
    # A comment in code is no heading.
    hidden = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
    return hidden.sub(lambda code: re.sub("^#", "\0", code[0], flags=re.MULTILINE), page.read_text())
