"""The command: `create-safejwt NAME` starts a project, `create-safejwt update` brings a later template into it."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from .errors import ProjectError
from .names import Names
from .project import Packages, write
from .update import update

__all__ = ["main"]


_QUESTIONS = ("title", "accounts", "passkeys", "database", "languages")


def main(words: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(words)
    # Without a terminal there is nobody to ask.
    options.defaults = options.defaults or not sys.stdin.isatty()
    packages = Packages(options.safejwt, options.safejwt_js)
    try:
        return _update(options, packages) if options.name == "update" else _create(options, packages)
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("create-safejwt", description=__doc__)
    parser.add_argument("name", help="the folder of the new project, such as corner-shop; or the word update")
    parser.add_argument("--title", help="the name of the product, as pages and emails show it")
    parser.add_argument("--accounts", choices=["safejwt", "allauth"], help="allauth: by django-allauth")
    parser.add_argument("--passkeys", action=argparse.BooleanOptionalAction, help="with --accounts allauth")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="on your machine and in CI")
    parser.add_argument("--languages", choices=["en", "en-de"], help="English, or English and German")
    parser.add_argument("--defaults", action="store_true", help="ask nothing")
    parser.add_argument("--safejwt", type=Path, metavar="WHEEL", help="a file instead of django-safejwt of the index")
    parser.add_argument("--safejwt-js", type=Path, metavar="TARBALL", help="a file instead of safejwt-js of npm")
    parser.add_argument("--version", action="version", version=version("create-safejwt"))
    return parser


def _create(options: argparse.Namespace, packages: Packages) -> int:
    target = Path(options.name)
    names = Names.of(target.resolve().name)
    if target.is_file() or (target.exists() and any(target.iterdir())):
        raise ProjectError(f"{target} is not empty. Choose another name.")
    answers = {name: getattr(options, name) for name in _QUESTIONS}
    write(
        target,
        names,
        {name: value for name, value in answers.items() if value is not None},
        packages,
        defaults=options.defaults,
    )
    if subprocess.run(["git", "rev-parse", "--git-dir"], cwd=target, capture_output=True).returncode:
        subprocess.run(["git", "init", "--quiet"], cwd=target, check=True)
    print(f"{target} is ready. To set it up and serve it on http://localhost:8000:\n\n  cd {target}\n  make run\n")
    return 0


def _update(options: argparse.Namespace, packages: Packages) -> int:
    release = version("create-safejwt")
    if update(Path.cwd(), packages, release, defaults=options.defaults):
        print("Some changes conflict with yours: git status names the files. Correct them, then run make test.")
        return 1
    print(f"The project has what create-safejwt {release} writes: see git diff --staged. Then run make test.")
    return 0
