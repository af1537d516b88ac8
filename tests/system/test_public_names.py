"""backend/ and frontend/ use only public names, so that a project can copy them."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DOTTED = re.compile(r"safejwt(\.\w+)+")

# The public modules of the package. A name is public if it is in the `__all__` of one of them.
TOP_LEVEL = """
    admin admin_site apps authentication backends browser checks conf devices errors events
    handlers middleware models parsers password_validators passwords permissions serializers
    sessions signals testing throttling tokens urls views
"""
ACCOUNTS = """
    apps backends conf email_addresses flows languages mail models permissions registration serializers
    signals throttling urls verification views
"""
PUBLIC = {
    "safejwt",
    *(f"safejwt.{name}" for name in TOP_LEVEL.split()),
    "safejwt.accounts",
    *(f"safejwt.accounts.{name}" for name in ACCOUNTS.split()),
}
# Every module below these is public.
PUBLIC_PACKAGES = ("safejwt.admin.", "safejwt.contrib.")


def is_public_module(path: str) -> bool:
    return path in PUBLIC or path.startswith(PUBLIC_PACKAGES)


def is_public(path: str) -> bool:
    """Whether a dotted path is a public module, or a name in the `__all__` of one."""
    if is_public_module(path):
        return True
    module, _, name = path.rpartition(".")
    return is_public_module(module) and name in getattr(import_module(module), "__all__", [])


def imported_paths(tree: ast.AST) -> Iterator[str]:
    """Everything imported from the package, and the attributes used of imported modules."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == "safejwt")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "safejwt":
            for alias in node.names:
                path = f"{node.module}.{alias.name}"
                yield path
                if is_public_module(path):
                    modules[alias.asname or alias.name] = path
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"


def named_paths(tree: ast.AST) -> Iterator[str]:
    """Dotted paths in strings, as in settings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
            yield node.value


def private_paths(source: str) -> list[str]:
    tree = ast.parse(source)
    return [path for path in [*imported_paths(tree), *named_paths(tree)] if not is_public(path)]


def test_backend_uses_public_names_of_the_package() -> None:
    files = sorted((ROOT / "backend").rglob("*.py"))
    private = {str(file.relative_to(ROOT)): private_paths(file.read_text()) for file in files}
    assert files
    assert {file: paths for file, paths in private.items() if paths} == {}


def test_private_names_are_detected() -> None:
    source = """
from safejwt import sessions
from safejwt.rotation import rotate
from safejwt.sessions import _start
sessions._start()
SETTING = "safejwt.views._hidden"
"""
    assert sorted(private_paths(source)) == [
        "safejwt.rotation.rotate",
        "safejwt.sessions._start",
        "safejwt.sessions._start",
        "safejwt.views._hidden",
    ]


def test_frontend_uses_entry_points_of_safejwt_js() -> None:
    entries = json.loads((ROOT / "safejwt-js/package.json").read_text())["exports"]
    allowed = {f"safejwt-js{entry.removeprefix('.')}" for entry in entries}
    files = [
        *(ROOT / "frontend").glob("*.ts"),
        *(ROOT / "frontend/src").rglob("*.ts*"),
        *(ROOT / "frontend/tests").rglob("*.ts*"),
    ]
    used = {
        specifier
        for file in files
        for specifier in re.findall(r"""(?:from|import|import\(|mock\()\s*['"]([^'"]+)['"]""", file.read_text())
        if "safejwt-js" in specifier
    }
    assert used
    assert used <= allowed
