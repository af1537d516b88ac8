from typing import Any

from django.test import Client
from safejwt.testing import BrowserClient

from ...guest import PASSWORD
from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def make_user(self) -> Any:
        user = super().make_user()
        user.username = None
        user.set_unusable_password()
        user.save()
        return user

    def try_to_log_in(self, browser: BrowserClient, body: dict[str, Any]) -> Any:
        """With a password nobody can, and the provider knows one subject."""
        response = super().try_to_log_in(browser, body)
        if body.get("password") != PASSWORD:
            return response
        expect(response, 401)
        return browser.post("/provider/", {"subject": self.user.subject}, format="json")

    def staff_browser(self) -> Client:
        staff = Client()
        staff.force_login(self.user)
        return staff
