"""`make run`: sets up what is missing and serves the API and the app on one address."""

import os

import command
import environment
import server
import setup
from address import Address


def main() -> int:
    # First what can be wrong on the way in, then the slow steps.
    address = Address.from_environment(os.environ)
    sockets = address.sockets()
    child_environment = server.environment_for(address, environment.prepare(os.environ))
    setup.everything()
    setup.database(child_environment)
    with server.gunicorn(sockets, child_environment) as service:
        server.wait_until_ready(address, [service])
        print(f"Ready: {address.url} (Ctrl-C stops it)", flush=True)
        try:
            code = service.wait()
        except KeyboardInterrupt:
            print("\nStopping", flush=True)
            return 0
    raise command.CommandError(f"{service.name} ended with exit code {code}: see the messages above.")


if __name__ == "__main__":
    command.run(main)
