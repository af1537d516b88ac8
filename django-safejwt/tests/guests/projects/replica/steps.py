from typing import Any

from django.core.management import call_command
from safejwt.models import RefreshToken

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

    def promote(self) -> None:
        super().promote()
        replicate()

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
