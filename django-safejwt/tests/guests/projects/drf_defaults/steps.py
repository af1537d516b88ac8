from typing import Any

from safejwt.testing import BrowserClient

from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def call(self, browser: BrowserClient, status: int = 200) -> Any:
        """The project's views have the version in their type, its envelope, and its throttles."""
        asked = browser.get(self.guest.things, headers={"accept": "application/json; version=7.1"})
        if status == 401 and asked.status_code == 429:
            # More visitors than the project allows a day.
            return asked
        response = expect(asked, status)
        if status == 200:
            assert response.json()["ok"] is True
            response.json = lambda: response.data
        return response

    def requests_need_the_csrf_token(self) -> None:
        expect(self.browser.get(self.guest.things, headers={"accept": "application/json; version=7.1"}), 200)
