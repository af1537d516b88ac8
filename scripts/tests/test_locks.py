"""The check of the lock files."""

from typing import Any

import pytest
from locks import npm_problems, python_problems


def problems(packages: dict[str, Any]) -> list[str]:
    return list(npm_problems({"packages": {"": {}, **packages}}, "package-lock.json"))


def test_missing_build_for_another_system_is_named() -> None:
    packages: dict[str, Any] = {"node_modules/tool": {"optionalDependencies": {"tool-darwin": "1"}}}
    assert "lacks tool-darwin, which node_modules/tool needs" in problems(packages)[0]
    assert problems(packages | {"node_modules/tool-darwin": {}}) == []


def test_nested_package_is_found_where_node_finds_it() -> None:
    packages = {"web": {"dependencies": {"own": "1", "shared": "1"}}, "node_modules/shared": {}}
    assert problems(packages | {"web/node_modules/own": {"dependencies": {"shared": "1"}}}) == []


def test_registry_address_is_named() -> None:
    [problem] = problems({"node_modules/tool": {"resolved": "https://registry.example/tool.tgz"}})
    assert "holds the address of a registry for node_modules/tool" in problem
    assert problems({"node_modules/web": {"resolved": "web", "link": True}}) == []


@pytest.mark.parametrize(
    ("run", "dev", "words"),
    [
        ("--extra-index-url x", "", "holds the address"),
        ("a @ https://registry.example/a.whl", "", "holds the address"),
        ("django[x]==5.2.19 ; python_version < '3.12' \\\n    --hash=sha256:00", "django==6.0", "lacks django 5.2.19"),
    ],
)
def test_python_locks_hold_no_address_and_agree(run: str, dev: str, words: str) -> None:
    [problem] = python_problems({"run": run, "dev": dev})
    assert words in problem
