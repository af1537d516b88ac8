"""The catalogues of translations: from the sources to .po, from .po to .mo. No gettext tools are needed.

English is the source. A sentence that is new gets an empty translation, which somebody has to write; one that is not used
any more goes. Django reads the .mo, which is in the repository and in the package.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import command
import polib
from django.utils.translation.template import templatize
from project import BACKEND, DJANGO_LIBRARY, relative

LANGUAGES: Final = ("de",)
FOLDERS: Final = (DJANGO_LIBRARY / "src" / "safejwt", BACKEND)

_MARKS: Final = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL_MARKS: Final = {"ngettext", "ngettext_lazy"}
# Where a sentence for people stands: a keyword or a name that it is given to, a call that takes it first.
_LABELS: Final = {
    "description",
    "help_text",
    "message",
    "title",
    "verbose_name",
    "verbose_name_plural",
    "violation_error_message",
}
_TAKERS: Final = re.compile(r"(\w*Field|ValidationError|CSRFFailed|LinkInvalid|accepted|_handler|message_user)$")
_PROPER_NAMES: Final = {"Safe JWT", "HTML"}
_TAG: Final = re.compile(
    r"{% block bodyclass %}.*?{% endblock %}|{% blocktranslate.*?endblocktranslate %}|{%.*?%}|{{.*?}}|{#.*?#}", re.S
)
_MARKUP: Final = re.compile(r"<style>.*?</style>|<[^>]*>|&\w+;", re.S)
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%%")
_METADATA: Final = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True)
class Message:
    text: str
    plural: str = ""


def messages_of_module(source: str) -> Iterator[Message]:
    """What a Python module marks: the first argument of `_` and its kin, the first two of `ngettext`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        strings = [text for text in texts if isinstance(text, str)]
        if name in _MARKS and strings:
            yield Message(strings[0])
        elif name in _PLURAL_MARKS and len(strings) > 1:
            yield Message(strings[0], strings[1])


def messages_of_template(source: str) -> Iterator[Message]:
    """What `translate` and `blocktranslate` of a template mark, as Django looks it up."""
    # All else in the result is blanked out; the calls are Python.
    for found in re.finditer(
        r"\b(?:gettext|ngettext|_)\((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^()'\"])*\)", templatize(source)
    ):
        yield from messages_of_module(re.sub(r"\s+", " ", found[0]))


def unmarked_in_module(source: str) -> Iterator[str]:
    """Texts that stand where people read them, and are not marked."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            values = [*node.args] if _TAKERS.match(name) else []
            values += [keyword.value for keyword in node.keywords if keyword.arg in _LABELS]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in _LABELS:
            values = [node.value]
        else:
            continue
        yield from (text for value in values for text in _plain(value) if text not in _PROPER_NAMES)


def _plain(value: ast.expr) -> Iterator[str]:
    """The texts in an expression, but for error codes."""
    if isinstance(value, ast.JoinedStr):
        yield ast.unparse(value)
    elif (
        isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and not re.fullmatch(r"[a-z]+(_[a-z]+)+|", value.value)
    ):
        yield value.value
    elif isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.IfExp):
        parts = value.values if isinstance(value, ast.Dict) else ast.iter_child_nodes(value)
        yield from (text for part in parts if isinstance(part, ast.expr) for text in _plain(part))


def unmarked_in_template(source: str) -> Iterator[str]:
    """Text of a template that is neither marked nor filled in."""
    lines = (line.strip() for line in _MARKUP.sub("\n", _TAG.sub("", source)).splitlines())
    yield from (line for line in lines if re.search(r"[^\W\d_]{2}", line) and line not in _PROPER_NAMES)


def unmarked(folder: Path) -> Iterator[str]:
    """One sentence for each text below a folder that nobody can translate."""
    for file in _sources(folder):
        if "management" not in file.parts:  # commands are for operators
            find = unmarked_in_module if file.suffix == ".py" else unmarked_in_template
            yield from (f"{relative(file)}: {text!r} is not marked." for text in find(file.read_text(encoding="utf-8")))


def collected(folder: Path) -> dict[Message, list[str]]:
    """All messages below a folder, each with the files that it is in."""
    found: dict[Message, list[str]] = {}
    for file in _sources(folder):
        path = file.relative_to(folder)
        find = messages_of_module if file.suffix == ".py" else messages_of_template
        messages = find(file.read_text(encoding="utf-8"))
        for message in messages:
            files = found.setdefault(message, [])
            if path.as_posix() not in files:
                files.append(path.as_posix())
    return found


def _sources(folder: Path) -> Iterator[Path]:
    """The modules and templates below a folder, tests and migrations left out."""
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        is_template = "templates" in parts and file.suffix in {".html", ".txt"}
        if not {"tests", "migrations", "locale"} & set(parts) and (file.suffix == ".py" or is_template):
            yield file


def catalogue(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def renewed(folder: Path, language: str) -> polib.POFile:
    """The catalogue with all messages of the sources and no others; translations stay."""
    path = catalogue(folder, language)
    old = {Message(e.msgid, e.msgid_plural): e for e in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {"Language": language, **_METADATA}
    for message, files in collected(folder).items():
        entry = polib.POEntry(msgid=message.text, occurrences=[(file, "") for file in files])
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = {0: "", 1: ""}
        if _PLACEHOLDER.search(message.text):
            entry.flags.append("python-format")
        if message in old:
            entry.msgstr, entry.msgstr_plural = old[message].msgstr, old[message].msgstr_plural or entry.msgstr_plural
        new.append(entry)
    return new


def problems(folder: Path, language: str) -> Iterator[str]:
    """One sentence for each thing that is wrong with a catalogue."""
    path = catalogue(folder, language)
    name = relative(path)
    if not path.exists():
        yield f"{name} is missing: make it with make messages."
        return
    written = polib.pofile(str(path))
    kept = {Message(entry.msgid, entry.msgid_plural): entry for entry in written}
    used = collected(folder)
    yield from (f"{name} lacks {message.text!r}: run make messages." for message in used.keys() - kept.keys())
    yield from (f"{name} has {message.text!r}, which is not used." for message in kept.keys() - used.keys())
    for entry in written:
        yield from (f"{name}: {problem}" for problem in _problems_of_entry(entry))
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != written.to_binary():
        yield f"{relative(compiled)} is not what its .po says: run make messages."


def _problems_of_entry(entry: polib.POEntry) -> Iterator[str]:
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(forms) or entry.fuzzy:
        yield f"{entry.msgid!r} is not translated."
        return
    expected = _placeholders(entry.msgid_plural or entry.msgid)
    if any(_placeholders(form) != expected for form in forms):
        yield f"the placeholders of {entry.msgid!r} and of its translation differ."


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def write(folder: Path, language: str) -> None:
    path = catalogue(folder, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = renewed(folder, language)
    new.save(str(path))
    path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())


def main() -> int:
    found: list[str] = []
    for folder in FOLDERS:
        for language in LANGUAGES:
            write(folder, language)
            found += problems(folder, language)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    command.run(main)
