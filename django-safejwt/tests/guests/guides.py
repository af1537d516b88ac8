"""The code blocks of a page in docs/guides that begin with the name of their file."""

import re
from pathlib import Path

__all__ = ["FOLDER", "blocks"]

FOLDER = Path(__file__).parents[3] / "docs" / "guides"
_FENCE = re.compile(r"^```python\n# ([\w.]+(?:: \w+)?)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: str, heading: str) -> list[tuple[str, str]]:
    """File and Python code of each block below a heading, which may be given by its beginning."""
    found = re.search(
        rf"^#+ {re.escape(heading)}[^\n]*\n(.*?)(?=^#+ |\Z)", _without_code(FOLDER / page), re.DOTALL | re.MULTILINE
    )
    assert found, f"{page} has no section {heading}."
    return [(file, code) for file, code in _FENCE.findall(found[1].replace("\0", "#"))]


def _without_code(page: Path) -> str:
    # A comment in code is no heading.
    hidden = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
    return hidden.sub(lambda code: re.sub("^#", "\0", code[0], flags=re.MULTILINE), page.read_text())
