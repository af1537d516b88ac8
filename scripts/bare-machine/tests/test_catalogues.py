"""The message catalogues of any package, without gettext."""

from pathlib import Path

import polib
import pytest
from catalogues import (
    Message,
    catalogue,
    messages,
    messages_of_template,
    problems,
    unmarked,
    unmarked_in_template,
    write,
)

TEMPLATE = """{% load i18n %}<p class="it's (no) Python">{% translate "Don't (stop)" %}</p>
{% blocktranslate with name=user.name trimmed %}
  Hello {{ name }},
  100 % of you.
{% endblocktranslate %}
{% blocktranslate count n=n trimmed %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"""


def test_marked_messages_are_found() -> None:
    module = '_("One sentence"\n  " in two.")\nngettext("%(n)d thing", "%(n)d things", 3)\nprint("not marked")'
    assert list(messages(module)) == [Message("One sentence in two."), Message("%(n)d thing", "%(n)d things")]
    assert list(messages_of_template(TEMPLATE)) == [
        Message("Don't (stop)"),
        Message("Hello %(name)s, 100 %% of you."),
        Message("%(n)s day", "%(n)s days"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        'raise serializers.ValidationError({"name": ["Too " "short."]})',
        'raise ValidationError("Short." if short else _("Long."))',
        'raise CSRFFailed(f"It is {late}.")',
        'name = models.CharField(help_text="Of the user.")',
        'title = "time"',
    ],
)
def test_unmarked_text_is_found(line: str) -> None:
    assert len(list(unmarked(line))) == 1
    assert list(unmarked_in_template(TEMPLATE)) == []
    assert list(unmarked_in_template(TEMPLATE + "<b>Hello</b>")) == ["Hello"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of one translated sentence."""
    (tmp_path / "views.py").write_text('greeting = _("Hello %(name)s")\n')
    write(tmp_path, "de")
    translate(tmp_path, "Hallo %(name)s")
    write(tmp_path, "de")
    assert list(problems(tmp_path, "de")) == []
    return tmp_path


def translate(folder: Path, text: str) -> None:
    written = polib.pofile(str(catalogue(folder, "de")))
    written[0].msgstr = text
    written.save()


def test_new_and_removed_messages_are_reported_until_they_are_collected(folder: Path) -> None:
    (folder / "views.py").write_text('question = _("Who is it?")\n')
    assert sum("run make messages" in problem for problem in problems(folder, "de")) == 2
    write(folder, "de")
    assert ["'Who is it?' is not translated" in problem for problem in problems(folder, "de")] == [True]


@pytest.mark.parametrize(("text", "words"), [("Hallo %(nmae)s", "placeholders"), ("Tag %(name)s", "does not match")])
def test_wrong_placeholder_and_outdated_mo_are_reported(folder: Path, text: str, words: str) -> None:
    translate(folder, text)
    assert any(words in problem for problem in problems(folder, "de"))
