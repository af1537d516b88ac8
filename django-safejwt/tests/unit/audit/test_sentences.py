"""Security events as sentences in the admin."""

from django.utils import translation
from safejwt.audit.events import LEVELS
from safejwt.audit.history import _LEFT_OUT
from safejwt.audit.sentences import _BY_REASON, SENTENCES, sentence_of


def test_every_event_of_the_history_has_a_sentence() -> None:
    assert set(SENTENCES) == set(LEVELS) - _LEFT_OUT


def test_a_reason_makes_it_precise() -> None:
    assert {event for event, _ in _BY_REASON} <= set(SENTENCES)
    assert sentence_of("user_updated", "deactivated") == "Account deactivated"
    assert "emails" in sentence_of("excess_rate_limit_exceeded", "emails")
    assert sentence_of("user_updated", "something new") == sentence_of("user_updated") == "Account changed"


def test_event_of_another_version_is_named() -> None:
    assert sentence_of("something_new") == "Security event: something new"


def test_sentences_are_translated() -> None:
    english = {str(sentence) for sentence in [*SENTENCES.values(), *_BY_REASON.values()]}
    with translation.override("de"):
        german = {str(sentence) for sentence in [*SENTENCES.values(), *_BY_REASON.values()]}
    assert not english & german
