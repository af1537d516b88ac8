from typing import Any

from safejwt.backends import ModelBackend

from .models import User


class ShopBackend(ModelBackend):
    """The shop is the host of the request, as it often is."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **fields: Any) -> Any:
        shop = request.get_host().partition(".")[0]
        user = User.objects.filter(shop=shop, username=username).first()
        return user if user and user.check_password(password) and self.user_can_authenticate(user) else None
