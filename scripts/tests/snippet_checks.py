"""What is checked of a code block, by its language."""

import json
import re
import subprocess
import tomllib
from collections.abc import Callable
from configparser import ConfigParser
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Final

import yaml
from dotenv import dotenv_values
from project import ROOT, VENV_PYTHON
from python_snippets import check_python
from reference.commands import parser
from reference.settings import PACKAGE
from snippets import Snippet

__all__ = ["CHECKS", "PROSE", "TYPESCRIPT"]

MAKEFILE: Final = (ROOT / "Makefile").read_text(encoding="utf-8")
LISTS: Final = re.findall(r"^(?:\.PHONY:|SUITES =|CHECKS :=|ALL :=)((?:[^\n]*\\\n)*[^\n]*)", MAKEFILE, re.M)
TARGETS: Final = set(re.findall(r"[\w-]+", " ".join(LISTS)))
# Compiled by tests/package/tests/snippets.test.ts.
TYPESCRIPT: Final = {"js", "jsx", "ts", "tsx"}
# Output, requests on the wire, drawings and tables in columns.
PROSE: Final = {"text", "http", "console", "diff", "mermaid"}


def check_bash(snippet: Snippet) -> None:
    subprocess.run(["bash", "-n"], input=snippet.code, text=True, check=True)
    for line in snippet.code.replace("\\\n", " ").splitlines():
        for name in re.findall(r"(?:^|&& )make ([a-z][\w-]*)", line):
            assert name in TARGETS, f"make {name}"
        for name, arguments in re.findall(r"manage\.py (safejwt_\w+)([^#|>&;]*)", line):
            check_command(name, arguments.split())


def check_command(name: str, arguments: list[str]) -> None:
    (file,) = PACKAGE.rglob(f"management/commands/{name}.py")
    parser(file)[1].parse_args(arguments)


def check_html(snippet: Snippet) -> None:
    HTMLParser().feed(snippet.code)


def check_ini(snippet: Snippet) -> None:
    ConfigParser(strict=False, interpolation=None, allow_no_value=True).read_string(snippet.code)


def check_nginx(snippet: Snippet) -> None:
    # nginx -t needs a whole configuration, with its certificates and upstreams.
    assert snippet.code.count("{") == snippet.code.count("}")
    lines = (re.sub(r"\s*#.*", "", line).strip() for line in snippet.code.splitlines())
    assert all(line[-1] in ";{}" for line in lines if line)


def check_caddy(snippet: Snippet) -> None:
    caddy = VENV_PYTHON.with_name("caddy")
    words: list[str | Path] = [caddy, "adapt", "--adapter", "caddyfile", "--config", "-"]
    subprocess.run(words, input=snippet.code, text=True, check=True, capture_output=True)


def check_dockerfile(snippet: Snippet) -> None:
    lines = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", snippet.code, flags=re.M)).splitlines()
    words = r"(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|STOPSIGNAL|USER|VOLUME|WORKDIR) \S"
    assert all(re.match(words, line) for line in lines if line)


def check_dotenv(snippet: Snippet) -> None:
    assert all(value is not None for value in dotenv_values(stream=StringIO(snippet.code)).values())


def check_sql(snippet: Snippet) -> None:
    assert re.match(r"(?:--.*\n)*(SELECT|UPDATE|DELETE|INSERT|CREATE|ALTER|EXPLAIN|GRANT)\b", snippet.code)


CHECKS: Final[dict[str, Callable[[Snippet], object]]] = {
    "python": check_python,
    "bash": check_bash,
    "json": lambda snippet: json.loads(snippet.code),
    "yaml": lambda snippet: list(yaml.safe_load_all(snippet.code)),
    "toml": lambda snippet: tomllib.loads(snippet.code),
    "caddy": check_caddy,
    "caddyfile": check_caddy,
    "dockerfile": check_dockerfile,
    "dotenv": check_dotenv,
    "html": check_html,
    "ini": check_ini,
    "nginx": check_nginx,
    "sql": check_sql,
}
