"""Message catalogues without gettext's programs: what makemessages and compilemessages do, in Python.

`catalogues.py` collects the marked messages into the .po files and compiles them; `catalogues.py check` reports what is
missing, untranslated or out of date. Django reads the .mo files, which are committed.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polib
from django.utils.translation.template import templatize
from processes import ROOT

LANGUAGES: Final = ("de",)
FOLDERS: Final = (ROOT / "django-safejwt" / "src" / "safejwt", ROOT / "backend")

_MARKS: Final = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}
_CALL_IN_TEMPLATE: Final = re.compile(r"\b(?:n?gettext|_)\((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^()'\"])*\)")
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%%")
_METADATA: Final = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
# Where a text for users stands: a keyword or name it is assigned to, a call whose arguments it is among.
_LABELS: Final = re.compile(r"description|help_text|message|title|verbose_name(_plural)?|violation_error_message")
_TAKERS: Final = re.compile(r"(\w*Field|ValidationError|CSRFFailed|LinkInvalid|accepted|_handler|message_user)$")
_NOT_FOR_USERS: Final = re.compile(r"|[a-z]+(_[a-z]+)+|HTML|safejwt")
_MARKED_IN_TEMPLATE: Final = re.compile(
    r"{% block bodyclass %}.*?{% endblock %}|{% blocktranslate.*?endblocktranslate %}|{%.*?%}|{{.*?}}|{#.*?#}", re.S
)
_MARKUP: Final = re.compile(r"<style>.*?</style>|<[^>]*>|&\w+;", re.S)


class Message(NamedTuple):
    text: str
    plural: str = ""


def messages(source: str) -> Iterator[Message]:
    """Yield what a Python module marks for translation, in its order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        wanted = _MARKS.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
        texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        strings = [text for text in texts if isinstance(text, str)]
        if wanted and len(strings) >= wanted:
            yield Message(*strings[:wanted])


def messages_of_template(source: str) -> Iterator[Message]:
    """Yield what `translate` and `blocktranslate` mark, as Django looks it up."""
    for found in _CALL_IN_TEMPLATE.finditer(templatize(source)):
        yield from messages(re.sub(r"\s+", " ", found[0]))


def unmarked(source: str) -> Iterator[str]:
    """Yield the texts of a Python module that users read, and that are not marked."""
    for node in ast.walk(ast.parse(source)):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            values += node.args if _TAKERS.match(ast.unparse(node.func).rpartition(".")[2]) else []
            values += [keyword.value for keyword in node.keywords if _LABELS.fullmatch(keyword.arg or "")]
        elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            values += [node.value] if _LABELS.fullmatch(target.id) else []
        yield from (text for value in values for text in _texts(value) if not _NOT_FOR_USERS.fullmatch(text))


def unmarked_in_template(source: str) -> Iterator[str]:
    lines = (line.strip() for line in _MARKUP.sub("\n", _MARKED_IN_TEMPLATE.sub("", source)).splitlines())
    yield from (line for line in lines if re.search(r"[^\W\d_]{2}", line) and not _NOT_FOR_USERS.fullmatch(line))


def _texts(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.JoinedStr):
        yield ast.unparse(value)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.IfExp):
        parts = value.values if isinstance(value, ast.Dict) else ast.iter_child_nodes(value)
        yield from (text for part in parts if isinstance(part, ast.expr) for text in _texts(part))


def _sources(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        is_template = "templates" in parts and file.suffix in {".html", ".txt"}
        if not {"tests", "migrations", "locale"} & set(parts) and (file.suffix == ".py" or is_template):
            yield file


def collected(folder: Path) -> dict[Message, list[str]]:
    """Return all messages below a folder, each with the files it is in."""
    found: dict[Message, list[str]] = {}
    for file in _sources(folder):
        find = messages if file.suffix == ".py" else messages_of_template
        for message in dict.fromkeys(find(file.read_text(encoding="utf-8"))):
            found.setdefault(message, []).append(file.relative_to(folder).as_posix())
    return found


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def write(folder: Path, language: str) -> None:
    """Write the catalogue with all messages of the sources and no others, and compile it; translations stay."""
    path = catalogue(folder, language)
    old = {Message(e.msgid, e.msgid_plural): e for e in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {"Language": language, **_METADATA}
    for message, files in collected(folder).items():
        entry = polib.POEntry(msgid=message.text, occurrences=[(file, "") for file in files])
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
        if _PLACEHOLDER.search(message.text):
            entry.flags.append("python-format")
        if message in old:
            entry.msgstr, entry.msgstr_plural = old[message].msgstr, old[message].msgstr_plural or entry.msgstr_plural
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())


def problems(folder: Path, language: str) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a catalogue."""
    path = catalogue(folder, language)
    if not path.exists():
        yield f"{path} is missing: run make messages."
        return
    written, used = polib.pofile(str(path)), collected(folder)
    kept = {Message(entry.msgid, entry.msgid_plural) for entry in written}
    yield from (f"{path} lacks {message.text!r}: run make messages." for message in used.keys() - kept)
    yield from (f"{path} has {message.text!r}, which is not used: run make messages." for message in kept - used.keys())
    for entry in written:
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(forms) or entry.fuzzy:
            yield f"{path}: {entry.msgid!r} is not translated: write its translation."
        elif any(_placeholders(form) != _placeholders(entry.msgid_plural or entry.msgid) for form in forms):
            yield f"{path}: the placeholders of {entry.msgid!r} and of its translation differ."
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != written.to_binary():
        yield f"{compiled} does not match its .po: run make messages."


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def unmarked_below(folder: Path) -> Iterator[str]:
    for file in _sources(folder):
        # Commands are for operators, and the OpenAPI document is for developers.
        if not {"management", "spectacular", "schema.py"} & set(file.parts):
            find = unmarked if file.suffix == ".py" else unmarked_in_template
            yield from (f"{file}: {text!r} is not marked for translation." for text in find(file.read_text("utf-8")))


def main() -> int:
    found: list[str] = []
    for folder in FOLDERS:
        for language in LANGUAGES:
            if sys.argv[1:] != ["check"]:
                write(folder, language)
            found += problems(folder, language)
        found += unmarked_below(folder)
    print("\n".join(problem.replace(f"{ROOT}/", "") for problem in found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
