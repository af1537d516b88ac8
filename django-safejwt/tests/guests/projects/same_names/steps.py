from typing import Any

from ...steps import Steps as CommonSteps
from .models import User

__all__ = ["Steps"]


class Steps(CommonSteps):
    def make_user(self) -> Any:
        """Another shop has a user of that name, who is older and has another password."""
        namesake = User(username=self.guest.name, shop="two")
        namesake.set_password("the password of the other shop")
        namesake.save()
        return super().make_user()
