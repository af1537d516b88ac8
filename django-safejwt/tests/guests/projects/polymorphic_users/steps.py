from typing import Any

from ...guest import PASSWORD
from ...steps import Steps as CommonSteps
from .models import Teacher

__all__ = ["Steps"]


class Steps(CommonSteps):
    def make_user(self) -> Any:
        user = Teacher(username=self.guest.name, subject="Latin", **self.guest.fields)
        user.set_password(PASSWORD)
        user.save()
        return user
