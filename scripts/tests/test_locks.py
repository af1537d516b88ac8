"""The lock check."""

from typing import Any

from locks import npm_problems, pins


def lock(**packages: dict[str, Any]) -> dict[str, Any]:
    named = {name.replace("__", "/"): package for name, package in packages.items()}
    return {"packages": {"": {}, **named}}


def test_complete_lock_has_no_problem() -> None:
    entries = {
        "node_modules/tool": {"optionalDependencies": {"tool-linux": "1"}},
        "node_modules/tool-linux": {},
    }
    assert list(npm_problems(lock(**entries))) == []


def test_build_for_another_system_that_is_missing_is_named() -> None:
    [problem] = npm_problems(lock(**{"node_modules/tool": {"optionalDependencies": {"tool-darwin": "1"}}}))
    assert "lacks tool-darwin, which node_modules/tool needs" in problem


def test_nested_package_is_found_where_node_finds_it() -> None:
    entries = {
        "web": {"dependencies": {"own": "1", "shared": "1"}},
        "web/node_modules/own": {"dependencies": {"shared": "1"}},
        "node_modules/shared": {},
    }
    assert list(npm_problems(lock(**entries))) == []


def test_registry_address_is_named() -> None:
    [problem] = npm_problems(lock(**{"node_modules/tool": {"resolved": "https://registry.example/tool.tgz"}}))
    assert "holds an address for node_modules/tool" in problem


def test_link_to_a_workspace_is_no_address() -> None:
    assert list(npm_problems(lock(**{"node_modules/web": {"resolved": "web", "link": True}}))) == []


def test_pins_are_names_and_versions() -> None:
    text = "django==5.2.19 ; python_full_version < '3.12' \\\n    --hash=sha256:00\n    # via x\npsycopg[binary]==3.3.9 \\\n"
    assert pins(text) == {("django", "5.2.19"), ("psycopg", "3.3.9")}
