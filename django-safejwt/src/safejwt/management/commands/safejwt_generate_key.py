"""`manage.py safejwt_generate_key`. `python -m safejwt generate-key` is the same and needs no settings."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safejwt.tokens.keys import ALGORITHMS, UnusableKey, generate_key

_HELP = """\
Prints a new key for ACCESS_TOKEN_SECRET or REFRESH_TOKEN_SECRET, in one line for an environment variable or .env.

HS256 is a secret. EdDSA (Ed25519), ES256 (P-256) and RS256 (RSA) are private keys in PEM. Their public halves are
published at /.well-known/jwks.json, so that other services can verify access tokens.

To rotate a key while the servers run, without signing out any user, set a list and change it in three steps. Complete
each step on all servers before the next:
  1. [old, new]   every server verifies tokens of the new key
  2. [new, old]   the new key signs; tokens of the old key are still verified
  3. [new]        when the last token of the old key has expired: SAFEJWT_ACCESS_TOKEN_LIFETIME after step 2 for
                  access tokens, SAFEJWT_IDLE_LIFETIME for refresh tokens
If a key was disclosed, remove it at once instead: [new].
"""


class Command(BaseCommand):
    help = _HELP
    # It generates the keys that the checks require.
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Keep the line breaks of the steps.
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--algorithm", choices=ALGORITHMS, default="HS256", help="the algorithm of the key (default: HS256)"
        )

    def handle(self, *args: Any, algorithm: str, **options: Any) -> str:
        try:
            return generate_key(algorithm)
        except UnusableKey as error:
            raise CommandError(str(error)) from error


if __name__ == "__main__":
    Command().run_from_argv(["python -m", __spec__.name if __spec__ else "safejwt_generate_key", *sys.argv[1:]])
