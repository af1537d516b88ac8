"""Send the emails that are queued."""

import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from safejwt.errors import DATABASE_OUTAGES

from ...mail.delivery import Outcome, next_due, send_due
from ...models import Mail

_LONGEST_SLEEP: Final = 5.0


class Command(BaseCommand):
    help = (
        "Sends the emails that are due, and prints how many. Any number of these commands may run at once, also "
        "beside servers that send emails themselves: each email is sent by one of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="Keep sending until stopped.")
        parser.add_argument("--dry-run", action="store_true", help="Only count the emails.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            due = Mail.objects.filter(due_at__lte=timezone.now()).count()
            self.stdout.write(f"{due} emails would be sent now, {Mail.objects.count() - due} are due later.")
            return
        total: Counter[Outcome] = Counter()
        try:
            self._send(total, options["verbosity"])
            while options["watch"]:
                time.sleep(self._pause())
                self._send(total, options["verbosity"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        if options["verbosity"] > 0:
            self.stdout.write(self.style.SUCCESS(self._counts(total)))

    def _send(self, total: "Counter[Outcome]", verbosity: int) -> None:
        try:
            for outcome in send_due():
                total[outcome] += 1
                if verbosity > 1:
                    self.stdout.write(outcome)
        except DATABASE_OUTAGES as error:
            self.stderr.write(f"The database is unavailable ({type(error).__name__}).")
            connections.close_all()
            time.sleep(_LONGEST_SLEEP)

    def _pause(self) -> float:
        due = next_due()
        seconds = _LONGEST_SLEEP if due is None else (due - timezone.now()).total_seconds()
        return min(max(seconds, 0.1), _LONGEST_SLEEP)

    def _counts(self, total: "Counter[Outcome]") -> str:
        left = Mail.objects.count()
        return f"{total['sent']} emails sent, {total['failed']} failed, {total['given up']} given up, {left} left."
