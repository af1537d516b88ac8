"""Report words that a reader of plain English stumbles over, and documents that a reader does not have.

An exception carries `plain-english: ok` on its line.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = (".py", ".ts", ".tsx", ".mjs", ".md", ".po", ".html", ".yml", ".toml", ".css", ".json", ".txt", ".example")
# Data, the text of other authors, and the words themselves.
NOT = ("protocol/*.json", "requirements/", "*package-lock.json", "*LICENSE*", "*/data/*", "scripts/*plain_english.py")
MARK = "plain-english: ok"
INSTEAD = {
    "whoever": "the caller, a client, a user",
    "he|him|himself|his": "they, them, the user's",
    "anew": "again",
    "nobody's|of nobody": "unbound, without an owner",
    "bettered": "upgraded",
    "mended|mends": "fixed",
    "wherefrom|whereto": "from where, where to",
    "(?-i:(?<!there )is none)": "is not a …, is invalid, is missing",
    "living sessions?|living tokens?": "active",
    "lost answers?": "lost response",
    "opens nothing": "grants no access",
    "tells? (?:him|nobody|whoever)|is told(?! apart)|are told": "receives, returns, reports",
    "shows? (?:again )?who (?:he|she|they) (?:is|are)": "re-authenticates",
    "security bar|design, section|the guide|our checklist": "what that document says, or an RFC, OWASP or CVE number",
    r"\w*trap_\d\d\w*|test_x\d+_\w*": "a name that says what the test shows",
}
_WORDS = re.compile("|".join(rf"\b(?P<_{number}>{words})\b" for number, words in enumerate(INSTEAD)), re.I)


def problems(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the words found and what to write instead."""
    for number, line in enumerate(text.splitlines(), start=1):
        if MARK not in line:
            for found in _WORDS.finditer(line):
                index = int((found.lastgroup or "_0")[1:])
                yield number, found[0], list(INSTEAD.values())[index]


def main() -> int:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", ".", *(f":!{name}" for name in NOT)], cwd=ROOT, capture_output=True, check=True
    )
    count = 0
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name.endswith(ENDINGS) or not path.is_file():
            continue
        for number, words, instead in problems(path.read_text(encoding="utf-8")):
            count += 1
            print(f"{name}:{number}: {words!r}: write {instead}")
    print(f"{count} to rewrite; an exception carries {MARK!r} on its line." if count else "Nothing to rewrite.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
