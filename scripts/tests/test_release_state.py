"""What has to be in step before a release, and what the workflow may do."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from archives import JAVASCRIPT, PYTHON
from project import ROOT
from site_links import leads_somewhere
from versions import problems, uncommitted

WORKFLOW = (ROOT / ".github" / "workflows" / "release.yml").read_text()
PACKAGES = (*PYTHON, JAVASCRIPT)
READMES = [f"{name}/README.md" for name in PACKAGES]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository in which all names version 1.2.3."""
    for name in PACKAGES:
        (tmp_path / name).mkdir()
    for name in PYTHON:
        (tmp_path / name / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / JAVASCRIPT / "package.json").write_text('{"version": "1.2.3"}')
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-01-01\n\n## 1.2.2 - 2025-01-01\n"
    )
    return tmp_path


def test_versions_are_in_step() -> None:
    assert list(problems(ROOT)) == []


def test_checkout_with_one_version_is_ready(checkout: Path) -> None:
    assert list(problems(checkout, "v1.2.3")) == []


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("safejwt-js/package.json", '{"version": "1.2.4"}', "safejwt-js has the version 1.2.4"),
        ("create-safejwt/pyproject.toml", '[project]\nversion = "1.2.4"\n', "create-safejwt has the version 1.2.4"),
        ("django-safejwt/pyproject.toml", '[project]\nversion = "1.2.4"\n', "The tag v1.2.3 is not v1.2.4"),
        ("CHANGELOG.md", "## 1.2.2 - 2025-01-01\n\n## 1.2.3 - 2026-01-01\n", "CHANGELOG.md is not 1.2.3"),
        ("CHANGELOG.md", "## 1.2.3 - not released yet\n", "gives 1.2.3 no date"),
    ],
)
def test_what_is_out_of_step_is_named(checkout: Path, file: str, text: str, problem: str) -> None:
    (checkout / file).write_text(text)
    assert problem in "\n".join(problems(checkout, "v1.2.3"))


def test_a_file_that_is_not_committed_is_named(checkout: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=checkout, check=True)
    assert "?? CHANGELOG.md" in uncommitted(checkout)


def test_changelog_has_the_groups_of_keep_a_changelog_and_short_entries() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    groups = set(re.findall(r"^### (.+)$", text, re.M))
    assert groups
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    entries = re.findall(r"^- (?:.+\n)(?:  .+\n)*", text, re.M)
    assert [entry for entry in entries if entry.count("\n") > 2] == []


@pytest.mark.parametrize("readme", READMES)
def test_links_of_a_readme_work_on_the_registries(readme: str) -> None:
    """PyPI and npm show it beside no other file, so a relative link would be broken there."""
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / readme).read_text())
    assert len(links) > 2
    assert [link for link in links if not leads_somewhere(link)] == []


def test_registries_link_to_pages_of_the_site() -> None:
    python, command = (tomllib.loads((ROOT / name / "pyproject.toml").read_text())["project"] for name in PYTHON)
    javascript = json.loads((ROOT / JAVASCRIPT / "package.json").read_text())
    links = [*python["urls"].values(), *command["urls"].values(), javascript["homepage"], javascript["bugs"]]
    assert [link for link in links if not leads_somewhere(link)] == []
    assert python["license"] == command["license"] == javascript["license"] == "MIT"
    assert javascript["repository"]["directory"] == "safejwt-js"
    assert {"authentication", "csrf", "django", "jwt", "session"} <= {*python["keywords"]} & {*javascript["keywords"]}


def test_code_of_the_python_readme_is_that_of_the_start_page() -> None:
    """The page is followed step by step by tests/guests/test_quickstart.py."""
    page = {line.strip() for line in (ROOT / "docs" / "start" / "django-safejwt.md").read_text().splitlines()}
    blocks = re.findall(r"^```\w+\n(.*?)^```$", (ROOT / READMES[0]).read_text(), re.M | re.S)
    assert len(blocks) == 3
    assert {line.strip() for block in blocks for line in block.splitlines()} <= page | {""}


def test_readmes_are_short() -> None:
    assert all(len((ROOT / readme).read_text().splitlines()) < 70 for readme in READMES)


def test_workflow_publishes_what_the_rehearsal_has_built() -> None:
    steps = re.findall(r"^ +- run: (.+)$", WORKFLOW, re.M)
    assert steps == [
        "make test",
        "make release",
        "npm publish ./build/release/safejwt-js/*.tgz --provenance --access public",
    ]
    assert re.findall(r"packages-dir: (.+)$", WORKFLOW, re.M) == [f"build/release/{name}" for name in PYTHON]


def test_a_package_is_published_after_those_that_it_installs() -> None:
    """A new project installs the other two, in the version of create-safejwt."""
    assert "needs: [django-safejwt, safejwt-js]" in WORKFLOW.partition("  create-safejwt:\n")[2]


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_has_an_environment_of_its_own(name: str) -> None:
    """PyPI creates one new project for a workflow and an environment, and refuses the second."""
    assert f"  {name}:\n    name: Publish {name}\n" in WORKFLOW
    assert f"environment: {{ name: {name}, url:" in WORKFLOW


def test_job_that_runs_our_code_gets_no_identity() -> None:
    """An identity token lets its bearer publish: a dependency of a test must not reach one."""
    build, _, publishing = WORKFLOW.partition("  attest:\n")
    assert "id-token" not in build
    assert publishing.count("id-token: write") == 4
    assert "actions/checkout" not in publishing
    assert publishing.count("if: github.event_name == 'push'") == 4
