"""Serve the example and its provider. PORT is that of the example, 8000 by default, and the provider has the next one."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

BACKEND = Path(__file__).parent / "backend"
PORT = int(os.environ.get("PORT") or 8000)
PROVIDER_PORT = int(os.environ.get("PROVIDER_PORT") or PORT + 1)
ORIGIN = f"http://localhost:{PORT}"
ADDRESSES = {"EXAMPLE_ORIGIN": ORIGIN, "EXAMPLE_PROVIDER": f"http://127.0.0.1:{PROVIDER_PORT}"}


def start(*words: str, settings: str) -> subprocess.Popen[bytes]:
    """Start a command of one of the two projects."""
    environment = {**os.environ, **ADDRESSES, "DJANGO_SETTINGS_MODULE": settings}
    words = (sys.executable, "manage.py", *words)
    return subprocess.Popen(words, cwd=BACKEND, env=environment, stdout=subprocess.DEVNULL)


def is_listening(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def main() -> None:
    for port in (PORT, PROVIDER_PORT):
        if is_listening(port):
            sys.exit(f"Port {port} is taken. Choose another one, for example PORT={port + 10}.")
    example, provider = os.environ.get("EXAMPLE_SETTINGS", "example.settings"), "provider.settings"
    steps = [start("migrate", "--verbosity=0", settings=example), start("set_up", settings=provider)]
    if max(step.wait() for step in steps):
        sys.exit("The databases are not ready: see the messages above.")
    with ExitStack() as stack:
        for settings, port in ((provider, PROVIDER_PORT), (example, PORT)):
            server = stack.enter_context(start("runserver", "--noreload", f"127.0.0.1:{port}", settings=settings))
            stack.callback(server.terminate)
        while server.poll() is None and not is_listening(PORT):
            time.sleep(0.1)
        print(f"Ready: {ORIGIN}. Emails: {ORIGIN}/mail/. Ctrl-C stops it.", flush=True)
        server.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        print("\nStopped")
