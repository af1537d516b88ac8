from typing import Any

from ...guest import PASSWORD
from ...stage import expect
from ...steps import Steps as CommonSteps
from .backends import ENTRIES, DirectoryBackend

__all__ = ["Steps"]


class Steps(CommonSteps):
    def make_user(self) -> Any:
        return DirectoryBackend().authenticate(None, self.guest.name, PASSWORD)

    def directory_password_ends_nothing(self) -> None:
        """Nobody tells us of a change in the directory. The old password no longer re-authenticates."""
        ENTRIES["ada"] = "changed in the directory"
        self.call(self.browser)
        url = f"{self.users}reauthenticate/"
        expect(self.browser.post(url, {"password": PASSWORD}, format="json"), 400)
        expect(self.browser.post(url, {"password": ENTRIES["ada"]}, format="json"), 204)
        ENTRIES["ada"] = PASSWORD
