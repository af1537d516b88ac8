"""Every code block of the documentation is checked by its language.

Blocks that begin with the name of a file are run, too, by the tests of their page.
"""

import pytest
from snippet_checks import CHECKS, PROSE, TYPESCRIPT
from snippets import Snippet, snippets

SNIPPETS = list(snippets())


def test_every_block_names_a_language_that_is_checked() -> None:
    known = {*CHECKS, *TYPESCRIPT, *PROSE}
    unknown = [f"{each.page}:{each.line}" for each in SNIPPETS if each.language not in known and not each.reason]
    assert unknown == [], f"add a language, one of {', '.join(sorted(known))}, or <!-- not checked: the reason -->"


@pytest.mark.parametrize("language", CHECKS)
def test_blocks_are_valid(language: str) -> None:
    problems = []
    for snippet in SNIPPETS:
        if snippet.language == language and not snippet.reason:
            try:
                CHECKS[language](snippet)
            except (Exception, SystemExit) as error:
                problems.append(f"{snippet.page}:{snippet.line}: {type(error).__name__} {error}")
    assert problems == []


def test_documentation_has_blocks() -> None:
    assert len(SNIPPETS) > 200


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "x ="),
        ("python", "from safejwt.views import NoView"),
        ("python", "from django.contrib.auth import no_such_function"),
        ("python", "import no_such_package"),
        ("python", "SAFEJWT_NO_SUCH_SETTING = 1"),
        ("python", "SAFEJWT_IDLE_LIFETIME = 7"),
        ("bash", "if true"),
        ("bash", "make no-such-target"),
        ("bash", "python manage.py safejwt_purge --no-such-option"),
        ("json", "{"),
        ("yaml", "a: [1"),
        ("toml", "a = "),
        ("ini", "a = 1"),
        ("nginx", "location / {\n    proxy_pass http://app\n}"),
        ("caddy", "example.com {"),
        ("dockerfile", "COPIES a b"),
        ("dotenv", "NAME"),
        ("sql", "CHOOSE 1"),
    ],
)
def test_wrong_block_is_found(language: str, code: str) -> None:
    with pytest.raises((Exception, SystemExit)):
        CHECKS[language](Snippet("a.md", 1, language, code, ""))


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("ini", "[Unit]\nAfter=network.target\n[Service]\nEnvironment=A=1\nEnvironment=B=2\n"),
        ("nginx", "server {\n    listen 443 ssl;  # TLS\n    location / {\n        return 404;\n    }\n}\n"),
        ("caddyfile", "example.com {\n\treverse_proxy localhost:8000\n}\n"),
        ("dockerfile", "# A comment\nFROM python:3.13\nRUN a && \\\n    b\n"),
        ("dotenv", "# A comment\nDJANGO_DEBUG=True\nNAME = 'value'\n"),
        ("html", "<p>Hello"),
    ],
)
def test_correct_block_passes(language: str, code: str) -> None:
    CHECKS[language](Snippet("a.md", 1, language, code, ""))
