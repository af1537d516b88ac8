"""`make messages`: collects the sentences that are to be translated, and compiles the translations."""

import command
import setup
from processes import step
from project import SCRIPTS, VENV_PYTHON


def main() -> int:
    setup.packages("dev")
    step("Collecting and compiling the messages", [VENV_PYTHON, SCRIPTS / "catalogues.py"])
    return 0


if __name__ == "__main__":
    command.run(main)
