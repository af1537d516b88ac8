"""The code of docs/guides/second-factor.md."""

import re
from pathlib import Path

__all__ = ["code"]

GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/second-factor.md"
_BLOCK = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def code(file: str) -> str:
    """All that the page adds to this file."""
    return "\n".join(body for name, body in _BLOCK.findall(GUIDE.read_text()) if name == file)
