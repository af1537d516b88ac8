"""The word list."""

import pytest
from plain_english import MARK, problems


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
