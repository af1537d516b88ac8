"""nginx with the configuration of deploy/, in front of several servers, with TLS."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from address import free_port
from project import ROOT

from .certificate import write_certificate
from .program import Program
from .ready import wait_for_port

__all__ = ["NGINX", "check", "configure", "proxying"]

# Distributions have it where only root's PATH looks.
NGINX = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configure(ports: Sequence[int], folder: Path) -> int:
    """Write deploy/nginx.conf for this machine as `folder`/nginx.conf; return the port of TLS."""
    port, plain = free_port(), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    write_certificate(certificate, key)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("listen 80", f"listen 127.0.0.1:{plain}")
    text = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", text)
    text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", text)
    text = text.replace("example.com", "localhost")
    for own, given in zip(("8001", "8002"), ports, strict=True):
        text = text.replace(f"127.0.0.1:{own}", f"127.0.0.1:{given}")
    # A Host with a port arrives without it: browsers use the usual port, and the tests do not.
    text = text.replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
    folders = "".join(f"{name}_temp_path {folder / name};\n" for name in _FOLDERS)
    user = "user root;\n" if os.geteuid() == 0 else ""
    main = f"{user}daemon off;\npid {folder / 'nginx.pid'};\nerror_log {folder / 'nginx.log'};\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{main}http {{\naccess_log off;\n{folders}{text}\n}}\n")
    return port


def check(folder: Path) -> str:
    """Let nginx check the configuration that `configure` has written; return what it says."""
    words = [str(NGINX), "-t", "-q", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


@contextmanager
def proxying(ports: Sequence[int], folder: Path) -> Iterator[int]:
    """Run nginx in front of the servers on these ports; return its own port."""
    port = configure(ports, folder)
    words = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    program = Program(words, folder / "nginx.log")
    try:
        wait_for_port(port, program, folder / "nginx.log")
        yield port
    finally:
        program.end(signal.SIGTERM)
