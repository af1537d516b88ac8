"""The translations are complete, and say what their sources say."""

from pathlib import Path

import catalogues
import polib
import pytest
from catalogues import (
    Message,
    catalogue,
    messages_of_module,
    messages_of_template,
    problems,
    unmarked,
    unmarked_in_module,
    unmarked_in_template,
    write,
)

SOURCE = """
from django.utils.translation import gettext as _, ngettext
first = _("One sentence"
          " in two pieces.")
second = ngettext("%(count)d thing", "%(count)d things", 3)
not_marked = print("Nobody translates this.")
"""
TEMPLATE = """{% load i18n %}<p class="it's (no) Python">{% translate "Don't (stop)" %}</p>
{% blocktranslate with name=user.name trimmed %}
  Hello {{ name }},
  100 % of you.
{% endblocktranslate %}
{% blocktranslate count n=n trimmed %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"""


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
@pytest.mark.parametrize("folder", catalogues.FOLDERS, ids=lambda folder: folder.name)
def test_every_sentence_is_translated_and_compiled(folder: Path, language: str) -> None:
    assert list(problems(folder, language)) == []


@pytest.mark.parametrize("folder", catalogues.FOLDERS, ids=lambda folder: folder.name)
def test_every_sentence_is_marked(folder: Path) -> None:
    assert list(unmarked(folder)) == []


@pytest.mark.parametrize(
    "line",
    [
        'raise ValidationError("No such thing.")',
        'raise serializers.ValidationError({"name": ["Too " "short."]})',
        'raise ValidationError("Short." if short else _("Long."))',
        'raise CSRFFailed(f"It is {late}.")',
        'name = models.CharField("Full name", max_length=9)',
        'name = models.CharField(help_text="Of the person.")',
        'return accepted("It will come.")',
        'message = "It went wrong."',
        'title = "time"',
        '@admin.action(description="End them")\ndef end(): ...',
    ],
)
def test_a_sentence_that_is_not_marked_is_found(line: str) -> None:
    assert len(list(unmarked_in_module(line))) == 1


def test_text_of_a_template_that_is_not_marked_is_found() -> None:
    assert list(unmarked_in_template(TEMPLATE)) == []
    assert list(unmarked_in_template(TEMPLATE + "<b>Hello</b> {{ name }}")) == ["Hello"]


def test_what_a_module_marks_is_found_in_its_order() -> None:
    assert list(messages_of_module(SOURCE)) == [
        Message("One sentence in two pieces."),
        Message("%(count)d thing", "%(count)d things"),
    ]


def test_what_a_template_marks_is_found_as_django_looks_it_up() -> None:
    assert list(messages_of_template(TEMPLATE)) == [
        Message("Don't (stop)"),
        Message("Hello %(name)s, 100 %% of you."),
        Message("%(n)s day", "%(n)s days"),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of one sentence, translated."""
    (tmp_path / "views.py").write_text('greeting = _("Hello %(name)s")\n')
    write(tmp_path, "de")
    translate(tmp_path, "Hallo %(name)s")
    write(tmp_path, "de")
    assert list(problems(tmp_path, "de")) == []
    return tmp_path


def translate(folder: Path, text: str) -> None:
    path = str(catalogue(folder, "de"))
    written = polib.pofile(path)
    written[0].msgstr = text
    written.save(path)


def test_a_translation_stays_when_its_catalogue_is_made_again(folder: Path) -> None:
    before = catalogue(folder, "de").read_text()
    write(folder, "de")
    assert catalogue(folder, "de").read_text() == before


def test_a_new_sentence_is_missed(folder: Path) -> None:
    (folder / "views.py").write_text('greeting = _("Hello %(name)s")\nquestion = _("Who is it?")\n')
    assert "lacks 'Who is it?'" in next(problems(folder, "de"))
    write(folder, "de")
    assert "'Who is it?' is not translated" in next(problems(folder, "de"))


def test_a_sentence_that_is_gone_is_noticed_and_goes(folder: Path) -> None:
    (folder / "views.py").write_text("")
    assert "is not used" in next(problems(folder, "de"))
    write(folder, "de")
    assert list(problems(folder, "de")) == []


def test_a_translation_has_the_placeholders_of_its_source(folder: Path) -> None:
    translate(folder, "Hallo %(nmae)s")
    write(folder, "de")
    [problem] = problems(folder, "de")
    assert "placeholders" in problem


def test_a_compiled_catalogue_says_what_its_source_says(folder: Path) -> None:
    translate(folder, "Guten Tag, %(name)s")
    [problem] = problems(folder, "de")
    assert ".mo is not what its .po says" in problem


def test_a_catalogue_that_is_missing_is_named(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, "de")
    assert "is missing" in problem
