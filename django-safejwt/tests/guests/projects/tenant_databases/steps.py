from contextlib import AbstractContextManager
from typing import Any

from ...stage import expect
from ...steps import Steps as CommonSteps
from .routing import tenant_of

__all__ = ["Steps"]


class Steps(CommonSteps):
    def where_users_are(self) -> AbstractContextManager[Any]:
        return tenant_of("two.testserver")

    def tokens_grant_no_access_to_the_other_tenant(self) -> None:
        with tenant_of("one.testserver"):
            namesake = self.make_user()
        assert namesake.pk == self.user.pk
        elsewhere = {"host": "one.testserver"}
        expect(self.browser.get(self.guest.things, headers=elsewhere), 401)
        expect(self.browser.post(f"{self.users}token/", headers=elsewhere), 401, 403)
        self.browser = self.new_browser()
        self.log_in(self.browser)
