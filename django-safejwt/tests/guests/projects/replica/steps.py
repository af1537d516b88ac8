from typing import Any

from django.core.management import call_command
from safejwt.models import RefreshToken

from ...stage import expect
from ...steps import Steps as CommonSteps
from .routers import replicate

__all__ = ["Steps"]


class Steps(CommonSteps):
    def migrate(self) -> None:
        call_command("migrate", verbosity=0)
        replicate()

    def make_user(self) -> Any:
        user = super().make_user()
        replicate()
        return user

    def forgotten_password_is_reset(self) -> None:
        """The link is followed while the replica is behind. Only then Django may read the new password from it."""
        super().forgotten_password_is_reset()
        replicate()

    def promote(self) -> None:
        super().promote()
        replicate()

    def old_password_is_refused_at_once(self) -> None:
        """Django reads the old one from the replica."""
        self.user.refresh_from_db(using="default")
        old = self.user.password
        self.user.set_password("changed meanwhile")
        self.user.save(update_fields=["password"])
        expect(self.try_to_log_in(self.new_browser(), self.credentials()), 401)
        self.user.password = old
        self.user.save(update_fields=["password"])
        self.log_in(self.browser)

    def sessions_are_read_from_the_primary(self) -> None:
        """A replica that is behind does not bring back a session that has ended, nor hide one that has begun."""
        self.log_in(self.other)
        self.call(self.other)
        replicate()
        with self.where_users_are():
            RefreshToken.objects.using("default").filter(user=self.user.pk).delete()
        self.assert_signed_out(self.other)
        self.browser = self.new_browser()
        self.log_in(self.browser)
        self.call(self.browser)
