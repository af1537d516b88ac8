"""The check of the lock files."""

from typing import Any

import pytest
from locks import npm_problems, python_problems

TOOL: dict[str, Any] = {"node_modules/tool": {"optionalDependencies": {"tool-darwin": "1"}}}


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        (TOOL, ["lacks tool-darwin, which node_modules/tool needs"]),
        ({**TOOL, "node_modules/tool-darwin": {}}, []),
        ({"a/node_modules/b": {"dependencies": {"c": "1"}}, "node_modules/c": {}}, []),
        ({"node_modules/tool": {"resolved": "https://registry.example/tool.tgz"}}, ["registry for node_modules/tool"]),
        ({"node_modules/web": {"resolved": "web", "link": True}}, []),
    ],
)
def test_npm_locks_are_complete_and_hold_no_address(packages: dict[str, Any], words: list[str]) -> None:
    problems = list(npm_problems({"": {}, **packages}, "package-lock.json"))
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("--extra-index-url x", "holds the address"),
        ("a @ https://registry.example/a.whl", "holds the address"),
        ("django[x]==5.2.19 ; python_version < '3.12' \\\n    --hash=sha256:00", "lacks django 5.2.19"),
    ],
)
def test_python_locks_hold_no_address_and_agree(run: str, words: str) -> None:
    [problem] = python_problems({"run": run, "dev": "django==6.0"})
    assert words in problem
