"""The documentation site: links between its pages, and what it has to list."""

import json
import re

import pytest
from docs_site import REPOSITORY, pages, with_links
from project import ROOT


@pytest.mark.parametrize(
    ("source", "link", "expected"),
    [
        ("docs/guides/keys.md", "../../SECURITY.md", "../explanation/threat-model.md"),
        (
            "docs/guides/keys.md",
            "../explanation/rotation.md#what-is-stored",
            "../explanation/rotation.md#what-is-stored",
        ),
        ("README.md", "docs/guides/keys.md", "guides/keys.md"),
        ("docs/start/safejwt-js.md", f"{REPOSITORY}docs/guides/openapi.md", "../guides/openapi.md"),
        ("README.md", "backend", f"{REPOSITORY}backend"),
        ("docs/guides/keys.md", "missing.md", "missing.md"),
        ("README.md", "https://example.com/a.md", "https://example.com/a.md"),
        ("README.md", "#use-it", "#use-it"),
    ],
)
def test_link_leads_to_the_page_or_to_the_repository(source: str, link: str, expected: str) -> None:
    assert with_links(source, f"[x]({link})", pages()) == f"[x]({expected})"


def test_page_of_error_codes_has_each_code_and_its_status() -> None:
    page = (ROOT / "docs" / "troubleshooting" / "error-codes.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^## `(\w+)`\n\*\*(\d+)\.\*\*", page, re.M))
    errors = json.loads((ROOT / "protocol" / "errors.json").read_text(encoding="utf-8"))
    assert listed == {code: str(error["status"]) for code, error in errors.items()}
