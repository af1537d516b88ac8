"""`make openapi`: writes protocol/openapi.json from the reference project."""

import os

import command
import environment
import setup
from processes import step
from project import BACKEND, VENV_PYTHON


def main() -> int:
    setup.packages("dev")
    # What the document says does not depend on them.
    secrets = {name: environment.fresh_secret() for name in environment.SECRETS}
    variables = {**os.environ, "DJANGO_DEBUG": "True", "CACHE_URL": "locmem://", **secrets}
    step("Writing protocol/openapi.json", [VENV_PYTHON, "-m", "main.openapi"], BACKEND, variables)
    return 0


if __name__ == "__main__":
    command.run(main)
