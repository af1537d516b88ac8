"""`python -m safejwt generate-key` makes a key for settings that cannot be loaded without one."""

import os
import sys

from .management.commands.safejwt_generate_key import Command

__all__: list[str] = []

if __name__ == "__main__":
    if sys.argv[1:2] != ["generate-key"]:
        sys.exit("usage: python -m safejwt generate-key [--algorithm HS256|EdDSA|ES256|RS256]")
    # Django closes connections after a command, and loads the settings for it.
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    Command().run_from_argv(["python -m safejwt", *sys.argv[1:]])
