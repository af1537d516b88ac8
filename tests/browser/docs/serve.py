"""Serve build/docs on PORT as the documentation's host does: below the repository's name, with an older version."""

import os
import shutil
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "scripts"))

import docs_versions  # noqa: E402

HOST_FOLDER = ROOT / "build" / "docs-pages"
SITE = HOST_FOLDER / "safejwt"

if __name__ == "__main__":
    shutil.rmtree(HOST_FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "build" / "docs", SITE)
    docs_versions.add(SITE / "latest", SITE, "0.0")
    handler = partial(SimpleHTTPRequestHandler, directory=HOST_FOLDER)
    ThreadingHTTPServer(("localhost", int(os.environ["PORT"])), handler).serve_forever()
