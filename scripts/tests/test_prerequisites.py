"""What is said about a machine that lacks a tool."""

import pytest
from command import CommandError
from prerequisites import require_node, require_python


def test_python_3_11_with_venv_is_enough() -> None:
    require_python((3, 11), has_venv=True)


def test_old_python_is_told_with_both_versions() -> None:
    with pytest.raises(CommandError, match=r"Python 3\.11 or newer is needed and this is 3\.9: install"):
        require_python((3, 9), has_venv=True)


def test_python_without_venv_is_told_the_package() -> None:
    with pytest.raises(CommandError, match=r"python3\.12-venv"):
        require_python((3, 12), has_venv=False)


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.0.0", "v24.21.0"])
def test_node_20_19_and_newer_are_enough(version: str) -> None:
    require_node(version, has_npm=True)


@pytest.mark.parametrize("version", ["v20.18.3", "v18.20.0", "v9.11.2", "something else"])
def test_old_node_is_told_with_both_versions(version: str) -> None:
    with pytest.raises(CommandError, match=rf"Node\.js 20\.19 or newer is needed and this is {version}"):
        require_node(version, has_npm=True)


def test_absent_node_is_told() -> None:
    with pytest.raises(CommandError, match=r"Node\.js is missing: install version 20\.19"):
        require_node(None, has_npm=False)


def test_absent_npm_is_told() -> None:
    with pytest.raises(CommandError, match="npm is missing"):
        require_node("v20.20.2", has_npm=False)
