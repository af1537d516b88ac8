from typing import Any

from safejwt.backends import ModelBackend


class NotBanned(ModelBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and not user.banned
