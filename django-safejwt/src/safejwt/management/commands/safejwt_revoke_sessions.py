"""End sessions on all servers at once: all of them, those of one user, or those started before a given time."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from safejwt.db.batch_delete import BATCH_SIZE
from safejwt.db.primary import primary_alias
from safejwt.management.batches import batch_size, count
from safejwt.models import RefreshToken
from safejwt.sessions import revocation


class Command(BaseCommand):
    help = (
        "End sessions. Their refresh tokens stop working at once. So do their access tokens if SAFEJWT_SESSION_CHECK is "
        '"database"; with "none" an access token stays valid until it expires.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="All sessions.")
        field = get_user_model().USERNAME_FIELD
        which.add_argument("--user", metavar="NAME", help=f"The sessions of the user with this {field}.")
        which.add_argument(
            "--before", metavar="DATETIME", help="Sessions started before this time, such as 2026-11-23T12:00Z."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only count the sessions.")
        parser.add_argument("--no-input", "--noinput", action="store_false", dest="interactive", help="Do not ask.")
        parser.add_argument("--batch-size", type=batch_size, default=BATCH_SIZE, help="Rows in one transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity: int = options["verbosity"]
        rows = self._rows(options)
        if options["dry_run"]:
            self.stdout.write(f"{rows.count()} sessions would be ended.")
            return
        if options["interactive"] and not self._is_confirmed(rows.count()):
            raise CommandError("Nothing was ended.")
        ended = count(revocation.revoke(rows, batch_size=options["batch_size"]), self.stdout.write, verbosity=verbosity)
        if verbosity > 0:
            self.stdout.write(self.style.SUCCESS(f"{ended} sessions ended."))

    def _rows(self, options: dict[str, Any]) -> QuerySet[RefreshToken]:
        rows = RefreshToken.objects.using(primary_alias())
        if options["user"] is not None:
            return rows.filter(user_id=self._user_id(options["user"]))
        if options["before"] is not None:
            return rows.filter(created_at__lt=self._moment(options["before"]))
        return rows.all()

    def _user_id(self, name: str) -> Any:
        user_model = get_user_model()
        try:
            return user_model._default_manager.get_by_natural_key(name).pk
        except (user_model.DoesNotExist, TypeError, ValueError, ValidationError):
            raise CommandError(f"There is no user with the {user_model.USERNAME_FIELD} {name!r}.") from None

    def _moment(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError("--before takes a date and a time, such as 2026-11-23T12:00Z.")
        # Without a time zone: UTC, as in the log, and not the zone of the shell.
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _is_confirmed(self, count: int) -> bool:
        self.stdout.write(f"This ends {count} sessions, on all servers and at once.")
        try:
            return input("Type 'yes' to continue: ").strip().lower() == "yes"
        except (EOFError, KeyboardInterrupt):
            # No terminal, or Ctrl-C.
            self.stdout.write("")
            return False
