"""`make format`: formats all sources and mends what the linters can mend."""

import command
import setup
from processes import step
from project import VENV_PYTHON


def main() -> int:
    setup.packages("dev")
    step("Mending Python", [VENV_PYTHON, "-m", "ruff", "check", "--fix", "--exit-zero", "."])
    step("Formatting Python", [VENV_PYTHON, "-m", "ruff", "format", "."])
    step("Formatting TypeScript", ["npm", "run", "format"])
    return 0


if __name__ == "__main__":
    command.run(main)
