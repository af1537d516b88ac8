"""The shape of the package: a written import order, one reader of settings, and layers that do not know their frame."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import safejwt

PACKAGE = Path(safejwt.__file__).parent

# Each module imports only from those before it.
ORDER = [
    *(
        "translation",
        "errors",
        "conf",
        "client_address",
        "names",
        "events",
        "counters",
        "pem",
        "keys",
        "tokens",
        "cookies",
        "devices",
        "guesses",
        "csrf",
    ),
    *("signals", "session_cache", "models"),
    *(
        "lookup",
        "row_batches",
        "endings",
        "rotation",
        "sessions",
        "history",
        "purges",
        "guessable",
        "password_validators",
        "passwords",
        "backends",
        "handlers",
        "middleware",
    ),
    *("parsers", "kinds", "setting_kinds", "browser_checks", "checks", "authentication", "throttling", "permissions"),
    *("user_agents", "serializers", "base_views", "device_views", "jwks", "views", "urls", "admin", "admin_site"),
    *("apps", "management", "testing"),
    # The optional app stands on the package, which works without it.
    "accounts",
    # Integrations stand on both.
    "contrib",
]
CONTRIB = PACKAGE / "contrib"
ACCOUNTS = PACKAGE / "accounts"
ACCOUNTS_ORDER = [
    *("conf", "signals", "models", "email_addresses", "links", "outbox", "verification", "registration", "passwords"),
    *("email_change", "deletion", "mails", "delivery", "worker", "backends", "permissions", "throttling"),
    *("serializers", "views", "urls", "checks", "receivers", "apps", "management"),
]
# Only its one instance is public.
UNLISTED = {"Conf"}
FILES = sorted(
    file
    for file in PACKAGE.rglob("*.py")
    if "migrations" not in file.parts and file not in (PACKAGE / "__init__.py", PACKAGE / "accounts" / "__init__.py")
)
FOLDERS = ("management", "accounts/management")
EMPTY = ["contrib/__init__.py", *(f"{folder}{inner}/__init__.py" for folder in FOLDERS for inner in ("", "/commands"))]
MODULES = [file for file in FILES if str(file.relative_to(PACKAGE)) not in EMPTY]


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def running(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node that is not for type checkers alone."""
    for child in ast.iter_child_nodes(node):
        if not is_for_types_only(child):
            yield child
            yield from running(child)


def accounts_imports(file: Path) -> set[str]:
    """The modules of the optional app that a file of it imports when it runs."""
    found: set[str] = set()
    for node in running(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("safejwt.accounts"):
            found |= {f"{node.module}.".split(".")[2]} - {""} or {alias.name for alias in node.names}
    return found


def own_imports(file: Path) -> set[str]:
    """The modules of the package that a file imports when it runs."""
    found: set[str] = set()
    for node in running(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level and ACCOUNTS in file.parents:
                found |= {"accounts"}
            elif node.level and node.level < 3 and CONTRIB in file.parents:
                found |= {"contrib"}
            elif node.level:
                found |= {module.split(".")[0]} if module else {alias.name for alias in node.names}
            elif module.split(".")[0] == "safejwt":
                found |= {module.split(".")[1]} if "." in module else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("safejwt.")}
    return found


def foreign_imports(file: Path) -> set[str]:
    """The other packages' modules that a file names in an import, for type checkers or not."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_every_module_has_its_place_in_the_order() -> None:
    assert {name_of(file) for file in FILES} == set(ORDER)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_module_imports_only_from_those_before_it(file: Path) -> None:
    name = name_of(file)
    itself = {name} if (PACKAGE / name).is_dir() else set()
    assert own_imports(file) <= {*ORDER[: ORDER.index(name)], *itself}


def place_of(file: Path) -> str:
    return file.relative_to(ACCOUNTS).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", [file for file in FILES if ACCOUNTS in file.parents], ids=place_of)
def test_the_optional_app_has_an_order_of_its_own(file: Path) -> None:
    place = place_of(file)
    assert accounts_imports(file) <= set(ACCOUNTS_ORDER[: ACCOUNTS_ORDER.index(place)])


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_nothing_is_imported_inside_a_function(file: Path) -> None:
    functions = [
        n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside = [node for function in functions for node in ast.walk(function)]
    assert not [ast.unparse(node) for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]


# The names of its errors are not among them.
DATABASE = ("django.db.models", "django.db.connection", "django.db.transaction", "django.contrib", "django.apps")


def test_tokens_and_keys_know_no_database() -> None:
    for name in ("errors", "conf", "pem", "keys", "tokens"):
        imports = foreign_imports(PACKAGE / f"{name}.py")
        assert not [module for module in imports if module.startswith(DATABASE)]
        assert not own_imports(PACKAGE / f"{name}.py") & {"models", "lookup", "sessions"}


def test_sessions_know_no_requests_and_no_responses() -> None:
    for name in ("models", "lookup", "session_cache", "endings", "rotation", "sessions"):
        imports = foreign_imports(PACKAGE / f"{name}.py")
        assert not [module for module in imports if module.startswith(("rest_framework", "django.http", "django.urls"))]
        assert not own_imports(PACKAGE / f"{name}.py") & {"cookies", "csrf"}


def test_only_views_join_sessions_and_cookies() -> None:
    joining = [name_of(file) for file in MODULES if {"sessions", "cookies"} <= own_imports(file)]
    assert joining == ["views"]


@pytest.mark.parametrize(
    "file", [file for file in PACKAGE.rglob("*.py") if file.name != "conf.py"], ids=lambda f: f.stem
)
def test_only_conf_reads_settings(file: Path) -> None:
    """Which model is the user's has to be known before there are models, so that one is Django's to read anywhere."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    read = {
        n.attr
        for n in nodes
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == "settings"
    }
    assert read <= {"AUTH_USER_MODEL"}
    if "django.conf.settings" in foreign_imports(file):
        assert read == {"AUTH_USER_MODEL"}, "nothing else is done with it"


@pytest.mark.parametrize(
    "file", [file for file in MODULES if file.stem != "urls" and "management" not in file.parts], ids=name_of
)
def test_what_is_public_is_listed(file: Path) -> None:
    tree = ast.parse(file.read_text())
    listed = next(
        (
            ast.literal_eval(n.value)
            for n in tree.body
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"
        ),
        None,
    )
    assert listed is not None
    assert listed == sorted(listed, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assert {name for name in defined - UNLISTED if not name.startswith("_")} <= set(listed)


def test_every_file_is_called_after_its_noun() -> None:
    vague = {"utils", "helpers", "helper", "common", "core", "constants", "misc", "base", "types", "tools"}
    assert not {file.stem for file in FILES} & vague


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_file_holds_more_than_one_can_read(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 300
