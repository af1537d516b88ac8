"""Deletes the rows of sessions whose time is over, and events that have been kept for long enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from safejwt import endings, history
from safejwt.management.batches import batch_size, count


class Command(BaseCommand):
    help = (
        "Deletes the rows of sessions whose time is over, in batches and while the site runs. Run it once a day; "
        "two at once share the work."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch-size", type=batch_size, default=endings.BATCH_SIZE, help="Rows in one transaction."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity: int = options["verbosity"]
        if options["dry_run"]:
            self.stdout.write(f"{endings.expired().count()} expired sessions would be deleted.")
            if events := history.expired().count():
                self.stdout.write(f"{events} old events would be deleted.")
            return
        deleted = count(endings.purge(batch_size=options["batch_size"]), self.stdout.write, verbosity=verbosity)
        if verbosity > 0:
            self.stdout.write(self.style.SUCCESS(f"{deleted} expired sessions deleted."))
        old = count(history.purge(batch_size=options["batch_size"]), self.stdout.write, verbosity=verbosity)
        if old and verbosity > 0:
            self.stdout.write(self.style.SUCCESS(f"{old} old events deleted."))
