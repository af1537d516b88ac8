"""The files of deploy/, compose.yaml and the Dockerfile fit the project, and what they start runs."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.request import urlopen

import pytest

from .deploy_files import ROOT, UNITS, compose, image_command, started, unit, variables_read
from .project_settings import BACKEND, production, without_project_variables

BIN = Path(sys.executable).parent
COMMANDS = dict(started())


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Production with a migrated database."""
    file = tmp_path_factory.mktemp("site") / "db.sqlite3"
    found = without_project_variables() | production(DATABASE_URL=f"sqlite:///{file}", DJANGO_BEHIND_PROXY="True")
    assert run(COMMANDS["compose.yaml migrate"], found).returncode == 0
    return found


def program(words: list[str]) -> list[str]:
    return [str(BIN / words[0]), *words[1:]]


def run(words: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(program(words), cwd=BACKEND, env=variables, capture_output=True, text=True, timeout=60)


@contextmanager
def running(words: list[str], variables: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(program(words), cwd=BACKEND, env=variables, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_compose_file_has_the_format_of_compose() -> None:
    words: list[str | Path] = [
        BIN / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        ROOT / "compose.yaml",
    ]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_place_starts_something_known() -> None:
    assert {tuple(words[:3]) for words in COMMANDS.values() if words[0] == "python"} == {
        ("python", "manage.py", name) for name in ("migrate", "safejwt_send_mail", "safejwt_purge")
    }
    assert {words[0] for words in COMMANDS.values()} == {"python", "gunicorn"}


@pytest.mark.parametrize("place", [place for place, words in COMMANDS.items() if words[0] == "gunicorn"])
def test_server_starts_responds_to_its_health_check_and_stops(place: str, variables: dict[str, str]) -> None:
    port = free_port()
    words = [re.sub(r"^--bind=.*", f"--bind=127.0.0.1:{port}", word) for word in COMMANDS[place]]
    assert words != COMMANDS[place]
    (python, option, script) = compose()["services"]["app-1"]["healthcheck"]["test"][1:]
    with running(words, variables) as server:
        deadline = time.monotonic() + 30
        probe = [python, option, script.replace("localhost:8000", f"127.0.0.1:{port}")]
        while run(probe, variables).returncode:
            assert server.poll() is None
            assert time.monotonic() < deadline
        assert urlopen(f"http://127.0.0.1:{port}/health/ready").status == 200
        server.send_signal(
            getattr(signal, re.findall(r"^STOPSIGNAL (\w+)", (ROOT / "Dockerfile").read_text(), re.M)[0])
        )
        assert server.wait(15) == 0


@pytest.mark.parametrize("place", [place for place, words in COMMANDS.items() if "--watch" in words])
def test_mail_worker_runs_until_it_is_stopped(place: str, variables: dict[str, str]) -> None:
    with running(COMMANDS[place], {**variables, "DJANGO_SEND_MAIL_IN_PROCESS": "False"}) as worker:
        time.sleep(3)
        assert worker.poll() is None, worker.stderr and worker.stderr.read()
        worker.send_signal(signal.SIGTERM)
        worker.wait(15)
        assert worker.stderr is not None
        assert "Traceback" not in worker.stderr.read()


@pytest.mark.parametrize("place", [place for place, words in COMMANDS.items() if "safejwt_purge" in words])
def test_purge_runs(place: str, variables: dict[str, str]) -> None:
    done = run(COMMANDS[place], variables)
    assert (done.returncode, done.stderr) == (0, "")


def test_values_of_the_page_about_compose_pass_the_check() -> None:
    page = (ROOT / "docs" / "deploy" / "docker.md").read_text()
    (block,) = re.findall(r"<<VALUES\n(.*?)^ *VALUES", page, re.M | re.S)
    given = dict(line.strip().split("=", 1) for line in block.strip().splitlines())
    given = {name: secrets.token_urlsafe(48) if value == "$(random)" else value for name, value in given.items()}
    service = compose()["services"]["migrate"]["environment"]
    own = {name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given[found[1]], value) for name, value in service.items()}
    words = ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(words, {**without_project_variables(), "DJANGO_DEBUG": "False", **given, **own})
    assert done.returncode == 0, done.stderr


def test_what_is_set_is_read() -> None:
    known = variables_read()
    for service in compose()["services"].values():
        if service.get("image") == "safejwt-app":
            assert set(service["environment"]) <= known
    for path in UNITS:
        names = re.findall(r"\b(DJANGO_\w+)=", "\n".join(unit(path).get("Environment", [])))
        assert set(names) <= known
    assert set(re.findall(r"\b(DJANGO_\w+)=", (ROOT / "Dockerfile").read_text())) <= known


def test_files_that_are_copied_and_mounted_exist() -> None:
    text = (ROOT / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.M):
        for source in line.split():
            assert (ROOT / source).exists(), source
    for mount in compose()["services"]["proxy"]["volumes"]:
        source = mount.partition(":")[0]
        assert not source.startswith(".") or (ROOT / source).is_file()


def test_image_needs_no_root_and_no_build_tools() -> None:
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.M)[1:]
    assert len(stages) == 3
    assert re.search(r"^USER (?!0|root)\S+$", stages[-1], re.M)
    assert "npm" not in stages[-1]
    assert "pip" not in stages[-1]
    assert image_command()[0] == "gunicorn"


def test_containers_start_in_order() -> None:
    services = compose()["services"]
    for name in ("app-1", "app-2", "mail", "purge"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    for server in ("app-1", "app-2"):
        assert services["proxy"]["depends_on"][server]["condition"] == "service_healthy"


def asked(script: list[str | Path], folder: Path, *programs: str) -> list[list[str]]:
    """Run a script in which these programs only write down their words; return them."""
    for name in (*programs, "sleep"):
        text = "" if name == "sleep" else f'echo "{name} $*" >> "$LOG"\n'
        (folder / name).write_text(f"#!/bin/sh\n{text}")
        (folder / name).chmod(0o755)
    own = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "LOG": str(folder / "log")}
    subprocess.run(script, env={**os.environ, **own}, check=True)
    return [line.split() for line in (folder / "log").read_text().splitlines()]


def test_release_builds_checks_migrates_and_replaces_one_server_at_a_time(tmp_path: Path) -> None:
    words = asked([ROOT / "deploy" / "release.sh"], tmp_path, "docker")
    assert [" ".join(line[4:]) for line in words] == [
        "build",
        "run --rm --no-deps migrate python manage.py check --deploy --fail-level WARNING",
        "run --rm migrate",
        "exec app-1 touch /tmp/drain",
        "up --detach --no-deps --wait app-1",
        "exec app-2 touch /tmp/drain",
        "up --detach --no-deps --wait app-2",
        "up --detach --no-deps mail purge",
    ]


def test_release_with_systemd_migrates_before_the_link_moves_and_waits_for_each_server(tmp_path: Path) -> None:
    words = asked([ROOT / "deploy" / "systemd-release.sh"], tmp_path, "make", "systemd-run", "ln", "systemctl", "curl")
    commands = [" ".join(line[line.index("manage.py") :] if "manage.py" in line else line) for line in words]
    assert [re.sub(r"--.* (?=http)", "", command) for command in commands] == [
        "make install",
        "manage.py check --deploy --fail-level WARNING",
        "manage.py migrate --no-input",
        f"ln -sfn {ROOT.resolve()} /srv/safejwt/current",
        "systemctl restart safejwt@8001",
        "curl http://127.0.0.1:8001/health/ready",
        "systemctl restart safejwt@8002",
        "curl http://127.0.0.1:8002/health/ready",
        "systemctl restart safejwt-mail",
    ]


def test_commands_run_with_the_values_and_the_user_of_the_units(tmp_path: Path) -> None:
    (words,) = asked([ROOT / "deploy" / "manage.sh", "safejwt_purge", "--dry-run"], tmp_path, "systemd-run")
    purge = unit(ROOT / "deploy" / "safejwt-purge.service")
    assert f"--uid={purge['User'][0]}" in words
    assert f"--property=EnvironmentFile={purge['EnvironmentFile'][0]}" in words
    assert f"--setenv={purge['Environment'][0]}" in words
    assert f"--working-directory={ROOT.resolve()}/backend" in words
    assert words[-4:] == [f"{ROOT.resolve()}/.venv/bin/python", "manage.py", "safejwt_purge", "--dry-run"]


def test_values_of_the_page_paste_into_a_file_of_systemd() -> None:
    """Where a comment behind a value belongs to the value."""
    for page in (ROOT / "docs" / "deploy").glob("*.md"):
        assert re.findall(r"^[A-Z][A-Z_]+=[^#\n]*[ \t]#.*", page.read_text(), re.M) == [], page.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        text = path.read_text().replace("/srv/safejwt/current/.venv/bin", str(BIN))
        text = text.replace("/srv/safejwt/current", str(ROOT))
        name = path.name.replace("@", "@8001")
        (tmp_path / name).write_text(text.replace("User=safejwt", "User=root").replace("/etc/safejwt.env", os.devnull))
    words: list[str | Path] = ["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
