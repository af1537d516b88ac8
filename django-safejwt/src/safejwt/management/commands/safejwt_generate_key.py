"""`manage.py safejwt_generate_key`; `python -m safejwt.management.commands.safejwt_generate_key` needs no settings at all."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safejwt.tokens.keys import ALGORITHMS, UnusableKey, generate_key

_HELP = """\
Prints a new key for ACCESS_TOKEN_SECRET or REFRESH_TOKEN_SECRET: one line, fit for a variable of the environment or .env.

HS256 is a secret. EdDSA (Ed25519), ES256 (P-256) and RS256 (RSA) are private keys as PEM, whose public halves are
published at /.well-known/jwks.json, for other services to verify access tokens with.

To exchange a key while the servers run, so that nobody is signed out, give the setting a list and change it in three
steps, each on all servers before the next:
  1. [old, new]   every server can verify what the new key will sign
  2. [new, old]   the new key signs; what the old one signed is still verified
  3. [new]        when the last token of the old key has expired: SAFEJWT_ACCESS_TOKEN_LIFETIME after step 2 for
                  access tokens, SAFEJWT_IDLE_LIFETIME for refresh tokens
A key that became known is dropped at once instead: [new].
"""


class Command(BaseCommand):
    help = _HELP
    # It is there to mend what the checks complain of.
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # The steps keep their lines.
        return super().create_parser(
            prog_name, subcommand, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--algorithm", choices=ALGORITHMS, default="HS256", help="what the key is for (HS256)")

    def handle(self, *args: Any, algorithm: str, **options: Any) -> str:
        try:
            return generate_key(algorithm)
        except UnusableKey as error:
            raise CommandError(str(error)) from error


if __name__ == "__main__":
    Command().run_from_argv(["python -m", __spec__.name if __spec__ else "safejwt_generate_key", *sys.argv[1:]])
