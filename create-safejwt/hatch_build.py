"""Write the template into the package before it is built."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # generic in its stubs only
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # The source distribution holds the template that was written in the repository.
        if (HERE / "template").is_dir():
            sys.path.insert(0, str(HERE / "template"))
            from assemble import write  # noqa: PLC0415 - only the repository has it

            write(HERE / "src" / "create_safejwt" / "template")
