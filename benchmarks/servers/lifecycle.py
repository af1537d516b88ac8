"""Stops, reloads, killed processes, memory and the access log."""

import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import ExitStack

from connections import login, read_response
from load import wrk
from serving import Running

__all__ = ["access_log", "graceful_stop", "interrupted", "killed_process", "memory", "reload_under_load"]

PATIENCE = 15.0


def processes(running: Running) -> dict[int, int]:
    """The resident kilobytes of each process that the server has started."""
    words = ["ps", "-e", "-o", "pgid=,pid=,rss="]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
    rows = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    return {pid: kilobytes for group, pid, kilobytes in rows if group == running.service.pid}


def memory(running: Running) -> float:
    """Megabytes of the largest process."""
    return max(processes(running).values()) / 1024


def access_log(running: Running) -> str:
    before = len(running.log.read_text(errors="replace"))
    running.send("GET", "/users/auth/")
    time.sleep(0.5)
    text = running.log.read_text(errors="replace")
    if "/users/auth/" not in text[before:]:
        return "none"
    secrets = [running.access_token, *(value for value in running.cookies.values() if len(value) > 20)]
    return "holds a token" if any(secret in text for secret in secrets) else "no tokens"


def wait_for_end(running: Running) -> float | None:
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        if running.service.exit_code is not None:
            return time.monotonic() - began
        time.sleep(0.01)
    return None


def graceful_stop(running: Running) -> str:
    """Eight logins, which hash for a while, and SIGTERM when all have been sent."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_connection(("127.0.0.1", running.port))) for _ in range(8)]
        for connection in held:
            connection.sendall(login(running))
        time.sleep(0.1)
        running.service.send(signal.SIGTERM)
        finished = sum(read_response(connection, PATIENCE).startswith(b"HTTP/1.1 ") for connection in held)
    seconds = wait_for_end(running)
    return f"{finished} of 8, {'did not end' if seconds is None else f'{seconds:.1f} s'}"


def reload_under_load(running: Running, number: signal.Signals | None) -> str:
    if number is None:
        return "not possible"
    before = set(processes(running))
    threading.Timer(1, running.service.send, [number]).start()
    load = wrk(running, 7)
    replaced = len(set(processes(running)) - before)
    return f"{load.failures} failed" if replaced >= 2 else f"{replaced} processes replaced"


def killed_process(running: Running) -> str:
    """Kill a worker; is the server complete again, and does it respond?"""
    before = processes(running)
    workers = sorted(set(before) - {running.service.pid}, key=before.__getitem__)
    if not workers:
        return "not replaced"
    os.kill(workers[-1], signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(0.1)
        if running.service.exit_code is not None:
            return "all end"
        if len(processes(running)) >= len(before) and workers[-1] not in processes(running):
            return "replaced" if running.send("GET", "/users/csrf/")[0] == 200 else "replaced, no response"
    return "not replaced"


def interrupted(running: Running) -> str:
    """SIGINT to the whole group, as a terminal sends at Ctrl-C."""
    before = len(running.log.read_text(errors="replace"))
    os.killpg(running.service.pid, signal.SIGINT)
    seconds = wait_for_end(running)
    text = running.log.read_text(errors="replace")[before:]
    return f"{'did not end' if seconds is None else f'{seconds:.1f} s'}{', traceback' if 'Traceback' in text else ''}"
