"""The shape of the package: folders in one order, one reader of settings, layers that do not know their frame."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import safejwt

PACKAGE = Path(safejwt.__file__).parent
Module = tuple[str, ...]

# A folder imports only from those before it. The top level holds what a project names in its settings or imports.
FOLDERS = [
    "conf",
    "db",
    "audit",
    "handlers",
    "tokens",
    "sessions",
    "browser",
    "throttling",
    "passwords",
    "serializers",
    "checks",
    "views",
    "admin",
    "management",
    "accounts",
    "contrib",
]
MOST_ENTRIES = 30
MOST_LAYERS = 8

FILES: dict[Module, Path] = {}
for _file in sorted(PACKAGE.rglob("*.py")):
    _parts = _file.relative_to(PACKAGE).with_suffix("").parts
    if "migrations" not in _parts:
        FILES[_parts[:-1] if _parts[-1] == "__init__" else _parts] = _file


def name(module: Module) -> str:
    return ".".join(("safejwt", *module))


def is_deferred(node: ast.AST) -> bool:
    """Whether this runs later than the import of its module, or never."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not is_deferred(child):
            yield child
            yield from running(child)


def imports_of(module: Module) -> set[Module]:
    """The modules of the package that a module imports when it is imported itself."""
    package = module if FILES[module].name == "__init__.py" else module[:-1]
    found: set[Module] = set()
    for node in running(ast.parse(FILES[module].read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        named = tuple((node.module or "").split(".")) if node.module else ()
        if node.level:
            base = package[: len(package) - (node.level - 1)] + named
        elif named[0] == "safejwt":
            base = named[1:]
        else:
            continue
        found |= {(*base, alias.name) if (*base, alias.name) in FILES else base for alias in node.names}
    return found - {module, ()}


IMPORTS = {module: imports_of(module) for module in FILES}


def foreign_imports(module: Module) -> set[str]:
    """Names that a module imports from other packages, at any depth."""
    nodes = list(ast.walk(ast.parse(FILES[module].read_text())))
    named = {f"{n.module}.{a.name}" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level for a in n.names}
    return named | {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}


def layers(graph: dict[str, set[str]]) -> dict[str, int]:
    """The layer of each node: one above the highest that it imports."""
    found: dict[str, int] = {}

    def layer(node: str, path: tuple[str, ...] = ()) -> int:
        assert node not in path, f"an import cycle: {' → '.join((*path, node))}"
        if node not in found:
            found[node] = 1 + max((layer(other, (*path, node)) for other in graph[node]), default=0)
        return found[node]

    for node in graph:
        layer(node)
    return found


def top_level() -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {module[0]: set() for module in FILES if module}
    for module, others in IMPORTS.items():
        if module:
            graph[module[0]] |= {other[0] for other in others} - {module[0]}
    return graph


def test_top_level_has_few_entries() -> None:
    """Django prescribes `management`, `migrations`, `locale` and `templates`, and Python `__main__`."""
    assert len({module[0] for module in FILES if module} - {"management", "__main__"}) <= MOST_ENTRIES


def test_top_level_has_few_layers_and_no_cycle() -> None:
    assert max(layers(top_level()).values()) <= MOST_LAYERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_imports_only_from_folders_before_it(folder: str) -> None:
    later = set(FOLDERS[FOLDERS.index(folder) + 1 :])
    assert not top_level().get(folder, set()) & later


def test_every_folder_is_in_the_order() -> None:
    assert {module[0] for module in FILES if len(module) > 1} <= set(FOLDERS)


def test_no_module_is_part_of_an_import_cycle() -> None:
    # An __init__ gathers the public names of its folder; whatever imports one of its modules runs it first.
    layers({name(module): {name(other) for other in others} for module, others in IMPORTS.items()})


def test_imports_inside_functions_are_for_ready_alone() -> None:
    """Ruff's PLC0415 refuses the others; this keeps its exceptions to `AppConfig.ready()`."""
    marked = {name(module) for module, file in FILES.items() if "PLC0415" in file.read_text()}
    assert marked <= {"safejwt.apps", "safejwt.accounts.apps"}


# The names of its errors are not among them.
DATABASE = ("django.db.models", "django.db.connection", "django.db.transaction", "django.contrib", "django.apps")


@pytest.mark.parametrize("module", [m for m in FILES if m[:1] in {("tokens",), ("errors",), ("conf",)}], ids=name)
def test_tokens_know_no_database(module: Module) -> None:
    assert not [other for other in foreign_imports(module) if other.startswith(DATABASE)]
    assert {other[0] for other in IMPORTS[module]} <= {"errors", "conf", "tokens"}


@pytest.mark.parametrize("module", [m for m in FILES if m[:1] == ("sessions",)], ids=name)
def test_sessions_know_no_requests_and_no_responses(module: Module) -> None:
    frames = ("rest_framework", "django.http", "django.urls")
    assert not [other for other in foreign_imports(module) if other.startswith(frames)]


def test_only_views_and_contrib_join_sessions_and_cookies() -> None:
    joining = {
        module[0]
        for module in FILES
        if module
        and {"sessions", "browser"} <= {other[0] for other in IMPORTS[module]}
        and any(other[-1].endswith("cookie") for other in IMPORTS[module])
    }
    assert joining - {"accounts"} <= {"views", "contrib"}


@pytest.mark.parametrize("module", [m for m in FILES if "conf" not in m], ids=name)
def test_only_conf_reads_settings_of_this_package(module: Module) -> None:
    """Settings of Django are read from Django."""
    nodes = [n for n in ast.walk(ast.parse(FILES[module].read_text())) if isinstance(n, ast.Attribute)]
    assert not [n.attr for n in nodes if n.attr.startswith("SAFEJWT_") or n.attr.endswith("_TOKEN_SECRET")]


NO_LIST = {"urls", "commands", "management"}


@pytest.mark.parametrize("module", [m for m in FILES if m and not NO_LIST & set(m)], ids=name)
def test_public_names_are_listed(module: Module) -> None:
    tree = ast.parse(FILES[module].read_text())
    lists = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
    listed: set[str] = set(ast.literal_eval(lists[0])) if lists else set()
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    # Of the settings only the one instance is public.
    assert {each for each in defined - {"Conf"} if not each.startswith("_")} <= listed
