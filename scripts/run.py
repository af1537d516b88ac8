"""`make run` serves the API and the app on one address; `make dev` (`run.py dev`) does so with live reload."""

import os
import signal
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bare-machine"))

import environment
import server
from address import EVERYWHERE, Address, own_names
from project import BACKEND, ROOT, VENV_PYTHON


def main() -> int:
    address = Address.from_environment(os.environ)
    sockets = address.sockets()
    hosts = environment.prepare(os.environ).get("DJANGO_ALLOWED_HOSTS", "").split(",")
    child = dict(os.environ)
    if address.host in EVERYWHERE:
        child["DJANGO_ALLOWED_HOSTS"] = ",".join([*filter(str.strip, hosts), *own_names()])
    migrate = [str(VENV_PYTHON), "manage.py", "migrate", "--no-input", "--verbosity=0"]
    if subprocess.run(migrate, cwd=BACKEND, env=child).returncode:
        sys.exit("The migration of the database failed: see the messages above.")
    return develop(address, child) if sys.argv[1:] == ["dev"] else serve(address, sockets, child)


def serve(address: Address, sockets: list[str], child: dict[str, str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with server.gunicorn(sockets, child) as service:
            server.wait_until_ready(address, [service])
            print(f"Ready: {address.url} (Ctrl-C stops it)", flush=True)
            return service.wait()
    except KeyboardInterrupt:
        print("\nStopped", flush=True)
        return 0


def develop(address: Address, child: dict[str, str]) -> int:
    """Become honcho with Procfile.dev. Browsers open the app's server, which forwards to the API's."""
    (api,) = Address("127.0.0.1", address.port + 1).sockets()
    child |= {"HOST": address.host, "PORT": str(address.port), "API": api, "API_ORIGIN": f"http://{api}"}
    # honcho gives each program a PORT of its own, and emails link to that of the app.
    child["APP_PORT"] = str(address.port)
    words = [str(VENV_PYTHON), "-m", "honcho", "--env", os.devnull, "--procfile", str(ROOT / "Procfile.dev"), "start"]
    print(f"Opening {address.url} (reloads on every change, Ctrl-C stops it)", flush=True)
    return os.execve(VENV_PYTHON, words, {**child, "DJANGO_RUNSERVER_HIDE_WARNING": "true"})


if __name__ == "__main__":
    sys.exit(main())
