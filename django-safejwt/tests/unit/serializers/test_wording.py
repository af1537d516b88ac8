"""What users read about a value that is refused."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import override
from safejwt.serializers import wording


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "This password is too similar to the username."),
        ("de", "Dieses Passwort ist dieser Angabe zu ähnlich: Benutzername."),
    ],
)
def test_password_like_the_username_is_refused_in_our_words(language: str, sentence: str) -> None:
    user = SimpleNamespace(username="ada.lovelace", _meta=AbstractUser._meta)
    with override(language), pytest.raises(ValidationError) as caught:
        UserAttributeSimilarityValidator(["username"]).validate("ada.lovelaces", user)
    with override(language):
        assert wording.password_sentences(caught.value) == [sentence]
        own = ValidationError("Not like %(it)s.", code="password_too_similar", params={"it": "it"})
        assert wording.password_sentences(own) == ["Not like it."]
