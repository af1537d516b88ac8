"""The documentation site: links between its pages, and what it has to list."""

import json
import re
from pathlib import Path

import docs_versions
import pytest
from docs_site import REPOSITORY, loads_from_other_hosts, pages, with_links
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


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://example.com/a.js">',
        "<img alt=x src=//example.com/a.svg>",
        '<link rel="stylesheet" href="https://example.com/a.css">',
        '<a href="https://github.com/a/b" data-md-component="source">',
    ],
)
def test_page_that_loads_from_another_host_is_found(page: str) -> None:
    assert loads_from_other_hosts(page)


def test_links_and_own_files_are_not_loaded_from_another_host() -> None:
    own = '<script src="../a.js"></script><link rel="canonical" href="https://a.example/"><a href="https://a.example/">'
    assert not loads_from_other_hosts(own)


def build(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("index.html", "llms.txt"):
        (folder / name).write_text(text)
    return folder


def test_site_keeps_every_version_and_opens_the_newest(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for version in ("0.9", "0.10", "0.2"):
        docs_versions.add(build(tmp_path / "built", version), site, version)
    assert [(site / version / "index.html").read_text() for version in ("0.9", "0.10", "0.2")] == ["0.9", "0.10", "0.2"]
    assert (site / "latest" / "index.html").read_text() == (site / "llms.txt").read_text() == "0.10"
    assert 'url=latest/"' in (site / "index.html").read_text()
    listed = json.loads((site / "versions.json").read_text())
    assert [each["version"] for each in listed] == ["0.10", "0.9", "0.2"]
    assert [each["aliases"] for each in listed] == [["latest"], [], []]


def test_version_that_is_built_again_is_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for text in ("before", "after"):
        docs_versions.add(build(tmp_path / "built", text), site, "0.1")
        (site / "0.1" / f"{text}.html").touch()
    assert (site / "0.1" / "index.html").read_text() == "after"
    assert not (site / "0.1" / "before.html").exists()


def test_version_is_that_of_the_packages() -> None:
    package = json.loads((ROOT / "safejwt-js" / "package.json").read_text(encoding="utf-8"))
    assert package["version"].startswith(f"{docs_versions.current()}.")
