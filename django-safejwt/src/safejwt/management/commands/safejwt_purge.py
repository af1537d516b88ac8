"""Delete expired sessions and other rows that are kept for a limited time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from safejwt.db.batch_delete import BATCH_SIZE
from safejwt.management.batches import batch_size, count
from safejwt.management.retention import retentions


class Command(BaseCommand):
    help = (
        "Delete expired sessions, old events, unconfirmed registrations and forgotten devices, in batches and while the "
        "site is running. Run it once a day. Concurrent runs share the work."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch-size", type=batch_size, default=BATCH_SIZE, help="Rows in one transaction.")
        parser.add_argument("--dry-run", action="store_true", help="Only count the rows.")

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity: int = options["verbosity"]
        for position, kind in enumerate(retentions()):
            # The count of sessions is printed even if it is zero, so the output shows that the command ran.
            is_main = position == 0
            if options["dry_run"]:
                if (number := kind.expired().count()) or is_main:
                    self.stdout.write(f"{number} {kind.name} would be deleted.")
                continue
            number = count(kind.purge(batch_size=options["batch_size"]), self.stdout.write, verbosity=verbosity)
            if verbosity > 0 and (number or is_main):
                self.stdout.write(self.style.SUCCESS(f"{number} {kind.name} deleted."))
