"""Run the list of steps in one guest: `python -m tests.guests.run NAME`. A process has one Django."""

import importlib
import importlib.util
import os
import sys
import tempfile
import time
import warnings
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.test.utils import setup_test_environment

__all__: list[str] = []


# time_machine imports pytest if it can, which takes as long as the steps.
sys.modules["pytest"] = None  # type: ignore[assignment]


def choose(name: str) -> None:
    """Name the settings of this guest."""
    project = f"tests.guests.projects.{name}"
    inner = importlib.util.find_spec(project)
    assert inner is not None, f"There is no guest {name}."
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{project}.settings" if inner.submodule_search_locations else project


def set_up(folder: Path) -> None:
    """Start Django. The migrations of the guest's apps are written into the folder."""
    # As in the other suites, for what this package does. What others do is for them to mend.
    warnings.filterwarnings("error", module=r"safejwt\b")
    django.setup()
    sys.path.insert(0, str(folder))
    for label in (app.label for app in apps.get_app_configs() if app.name.startswith("tests.guests.")):
        settings.MIGRATION_MODULES[label] = f"migrations_of_{label}"
        (folder / f"migrations_of_{label}").mkdir()
        (folder / f"migrations_of_{label}" / "__init__.py").touch()
    setup_test_environment(debug=settings.DEBUG)


def run(name: str) -> None:
    project = importlib.import_module(f"tests.guests.projects.{name}")
    own = f"{project.__name__}.steps"
    has_own = hasattr(project, "__path__") and importlib.util.find_spec(own)
    steps = importlib.import_module(own if has_own else "tests.guests.steps").Steps
    stage = steps(settings.GUEST)
    for step in steps.names():
        started = time.monotonic()
        print(step, end=" ", flush=True)
        getattr(stage, step)()
        print(f"{time.monotonic() - started:.2f} s", flush=True)


def databases(name: str) -> AbstractContextManager[None]:
    """The databases of this guest's settings. Those in memory need nothing."""
    if not any("postgresql" in each.get("ENGINE", "") for each in settings.DATABASES.values()):
        return nullcontext()
    made: AbstractContextManager[None] = importlib.import_module("tests.guests.postgresql").made(
        settings.DATABASES, name
    )
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="guest-") as temporary:
        choose(sys.argv[1])
        with databases(sys.argv[1]):
            set_up(Path(temporary))
            run(sys.argv[1])
