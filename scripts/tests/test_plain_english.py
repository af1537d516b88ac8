"""The word list."""

import pytest
from plain_english import MARK, problems, problems_of_users


@pytest.mark.parametrize(
    "text", ["Whoever signs in", "he is", "def test_trap_04_x():", "def test_x3_y():", "A rate is none."]
)
def test_word_is_found_with_a_better_one(text: str) -> None:
    [(line, words, instead)] = problems(f"\n{text}\n")
    assert line == 2
    assert words in text
    assert instead


@pytest.mark.parametrize("text", ["if x is None", "the user", "if there is none", f"he  # {MARK}"])
def test_plain_text_and_exceptions_pass(text: str) -> None:
    assert list(problems(text)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en.json", '{\n  "heading": "Stay signed in, safely"\n}'),
        ("en.json", '{\n  "email": "Your e-mail address"\n}'),
        ("en.json", '{\n  "sent": "A message was sent."\n}'),
        ("en.json", '{\n  "hint": "Devices you do not recognise"\n}'),
        ("de.json", '{\n  "email": "E-Mail-Adresse"\n}'),
        ("de.json", '{\n  "sent": "Eine Nachricht wurde geschickt."\n}'),
        ("django.po", 'msgid "Address"\nmsgstr "Ihre E-Mail-Adresse"\n'),
        ("django.po", '\nmsgid "Verify your address"\nmsgstr "Bestätigen Sie Ihre Adresse"\n'),
        ("django.po", '\nmsgid ""\n"You are signed "\n"in."\nmsgstr ""\n'),
        ("django.po", '\nmsgid_plural "%(count)s items"\nmsgstr[0] ""\n'),
        ("page.html", "{% translate\n%}<p>Sign in</p>"),
    ],
)
def test_word_outside_the_vocabulary_of_users_is_found(name: str, text: str) -> None:
    [(line, words, instead)] = problems_of_users(name, text)
    assert line == 2
    assert words
    assert instead


def test_german_of_a_catalogue_is_compared_with_the_german_words() -> None:
    text = '\nmsgid "Email sent"\nmsgstr "Mail verschickt"\n'
    assert [words for _, words, _ in problems_of_users("django.po", text)] == ["Mail"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en.json", '{"withdraw": "Cancel this change", "sms": "Code by text message"}'),
        ("de.json", '{"email": "E\u2011Mail-Adresse"}'),
        ("django.po", 'msgid "Email address"\nmsgstr "E\u2011Mail-Adresse"\n'),
        ("page.html", "{% for mail in mails %}{{ message }}{% endfor %}"),
    ],
)
def test_vocabulary_of_users_and_names_of_code_pass(name: str, text: str) -> None:
    assert list(problems_of_users(name, text)) == []
