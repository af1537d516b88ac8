"""`manage.py safejwt_send_mail`."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from safejwt.accounts.flows import password_reset, verification

from .failing_backend import FAILING
from .mailing import send_by

pytestmark = pytest.mark.django_db


class TestCommand:
    def run(self, *arguments: str, **options: Any) -> str:
        output = StringIO()
        call_command("safejwt_send_mail", *arguments, stdout=output, **options)
        return output.getvalue()

    def test_it_sends_what_is_due_and_prints_the_counts(self, user: Any) -> None:
        verification.request(user)
        password_reset.request_for_address("ada@example.com")
        assert self.run("--dry-run") == "2 emails would be sent now, 0 are due later.\n"
        assert "2 emails sent, 0 failed, 0 given up, 0 left." in self.run()
        assert len(mail.outbox) == 2

    def test_it_prints_failures(self, user: Any, settings: Any) -> None:
        send_by(settings, FAILING)
        verification.request(user)
        assert "0 emails sent, 1 failed, 0 given up, 1 left." in self.run()

    def test_watch_keeps_sending_until_stopped(self, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        pauses = []

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 1:
                verification.request(user)
            if len(pauses) == 3:
                raise KeyboardInterrupt

        monkeypatch.setattr("safejwt.accounts.management.commands.safejwt_send_mail.time.sleep", sleep)
        output = self.run("--watch")
        assert "Stopped." in output
        assert "1 emails sent" in output
        assert pauses == [5.0] * 3

    def test_unknown_options_are_refused(self) -> None:
        with pytest.raises(CommandError):
            self.run("--nonsense")
