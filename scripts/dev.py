"""`make dev`: the same address as `make run`, with live reload of the API, the app and safejwt-js."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack

import command
import environment
import server
import setup
from address import Address
from processes import Service, Words
from project import BACKEND, FRONTEND, JS_LIBRARY, NODE_MODULES, VENV_PYTHON


def main() -> int:
    # First what can be wrong on the way in, then the slow steps.
    address = Address.from_environment(os.environ)
    address.sockets()
    api = Address("127.0.0.1", address.port + 1)
    api.sockets()
    child_environment = server.environment_for(address, environment.prepare(os.environ))
    setup.everything()
    setup.database(child_environment)
    child_environment |= {"PORT": str(address.port), "HOST": address.host, "API_ORIGIN": api.url}
    child_environment["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    with ExitStack() as stack:
        services = [stack.enter_context(service) for service in _services(api, child_environment)]
        try:
            server.wait_until_ready(api, services)
            server.wait_until_ready(address, services, "/")
            print(f"Ready: {address.url} (reloads on every change, Ctrl-C stops it)", flush=True)
            while True:
                server.require_running(services)
                time.sleep(0.5)
        except KeyboardInterrupt:
            print("\nStopping", flush=True)
            return 0


def _services(api: Address, variables: dict[str, str]) -> Iterator[Service]:
    binaries = NODE_MODULES / ".bin"
    django: Words = [VENV_PYTHON, "manage.py", "runserver", api.sockets()[0]]
    vite: Words = [binaries / "vite", "--logLevel", "warn", "--clearScreen", "false"]
    typescript: Words = [binaries / "tsc", "-p", "tsconfig.build.json", "--watch", "--preserveWatchOutput"]
    # One at a time, so that each is in the caller's care before the next one can fail to start.
    yield Service("Django's server", django, BACKEND, variables)
    yield Service("The Vite server", vite, FRONTEND, variables)
    yield Service("The build of safejwt-js", typescript, JS_LIBRARY, variables)


if __name__ == "__main__":
    command.run(main)
