"""Report words that a reader of plain English stumbles over, and documents that a reader does not have.

What the users of an app read has a vocabulary of its own: one word for one thing, in English and in German. An exception carries `plain-english: ok` on its line.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
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
# The texts of an app, not of its code: locales, catalogues, and the templates that no catalogue has.
FOR_USERS = ("frontend/src/i18n/locales/*.json", "*.po", "*.html")
ENGLISH = {
    "sign(?:ed|ing|s)?[- ](?:in|out)s?": "log in, log out, login",
    "e-mail(?:s|ed)?|mails?|(?<!text )messages?": "email",
    "verif(?:y|ies|ied|ication)": "confirm",
    "items?": "parts",
    "wish(?:es|ed)?|withdraw[ns]?": "request, cancel",
    r"recognis\w+|organis\w+|authoris\w+|colour\w*|behaviour|cancelled|cancelling": "American spelling",
}
GERMAN = {
    r"(?<![-\u2011])Mails?|Nachricht(?:en)?": "E-Mail",
    r"(?:ein|aus)log\w+|(?:ein|aus)gelogg\w+|Login|Logout": "anmelden, abmelden",
    r"verifizier\w+": "bestätigen",
    "E-Mails?": "E\u2011Mail, whose hyphen does not break a line",
}

_JSON_TEXT = re.compile(r'": "((?:[^"\\]|\\.)*)"')
_MESSAGE = re.compile(r'^(msgid|msgstr)\S* ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.M)
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)


def problems(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the words found and what to write instead."""
    yield from _found(enumerate(text.splitlines(), start=1), INSTEAD)


def problems_of_users(name: str, text: str) -> Iterator[tuple[int, str, str]]:
    """The same for what users read in a locale, a catalogue or a template."""
    if name.endswith(".json"):
        texts = ((_line(text, found), found[1]) for found in _JSON_TEXT.finditer(text))
        yield from _found(texts, GERMAN if name.endswith("de.json") else ENGLISH)
    elif name.endswith(".po"):
        for found in _MESSAGE.finditer(text):
            # A text goes on in the next line.
            joined = re.sub(r'"\n"', "", found[2])
            yield from _found([(_line(text, found), joined)], ENGLISH if found[1] == "msgid" else GERMAN)
    else:
        yield from _found(enumerate(_TAG.sub(_blank, text).splitlines(), start=1), ENGLISH)


def _found(lines: Iterable[tuple[int, str]], instead: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    words = re.compile("|".join(rf"\b(?P<_{number}>{each})\b" for number, each in enumerate(instead)), re.I)
    for number, line in lines:
        if MARK not in line:
            for found in words.finditer(line):
                index = int((found.lastgroup or "_0")[1:])
                yield number, found[0], list(instead.values())[index]


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def _blank(tag: re.Match[str]) -> str:
    return "\n" * tag[0].count("\n")


def main() -> int:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", ".", *(f":!{name}" for name in NOT)], cwd=ROOT, capture_output=True, check=True
    )
    count = 0
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name.endswith(ENDINGS) or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        for_users = problems_of_users(name, text) if any(Path(name).match(each) for each in FOR_USERS) else ()
        for number, words, instead in (*problems(text), *for_users):
            count += 1
            print(f"{name}:{number}: {words!r}: write {instead}")
    print(f"{count} to rewrite; an exception carries {MARK!r} on its line." if count else "Nothing to rewrite.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
