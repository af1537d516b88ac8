"""`make run` serves the API and the app on one address; `make dev` (`run.py dev`) does so with live reload."""

import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bare-machine"))

import environment
import server
from address import Address, own_names
from project import BACKEND, ROOT, VENV_PYTHON


def main() -> int:
    address = Address.from_environment(os.environ)
    sockets = address.sockets()
    variables = environment.prepare(os.environ)
    child = dict(os.environ)
    if address.is_everywhere:
        configured = [name for name in variables.get("DJANGO_ALLOWED_HOSTS", "").split(",") if name.strip()]
        child["DJANGO_ALLOWED_HOSTS"] = ",".join([*configured, *own_names()])
    migrate = [str(VENV_PYTHON), "manage.py", "migrate", "--no-input", "--verbosity=0"]
    if code := subprocess.run(migrate, cwd=BACKEND, env=child).returncode:
        sys.exit(f"The migration of the database failed with exit code {code}: see the messages above.")
    if sys.argv[1:] == ["dev"]:
        develop(address, child)
    return serve(address, sockets, child)


def serve(address: Address, sockets: list[str], child: dict[str, str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with server.gunicorn(sockets, child) as service:
            server.wait_until_ready(address, [service])
            print(f"Ready: {address.url} (Ctrl-C stops it)", flush=True)
            code = service.wait()
    except KeyboardInterrupt:
        print("\nStopped", flush=True)
        return 0
    sys.exit(f"The server ended with exit code {code}: see the messages above.")


def develop(address: Address, child: dict[str, str]) -> None:
    """Become honcho, which runs Procfile.dev; the app's server is what browsers open, and forwards to the API's."""
    (api,) = Address("127.0.0.1", address.port + 1).sockets()
    own = {"HOST": address.host, "PORT": str(address.port), "API": api, "API_ORIGIN": f"http://{api}"}
    words = [VENV_PYTHON, "-m", "honcho", "--env", os.devnull, "--procfile", ROOT / "Procfile.dev", "start"]
    print(f"Opening {address.url} (reloads on every change, Ctrl-C stops it)", flush=True)
    os.chdir(ROOT)
    os.execve(VENV_PYTHON, list(map(str, words)), {**child, **own, "DJANGO_RUNSERVER_HIDE_WARNING": "true"})


if __name__ == "__main__":
    sys.exit(main())
