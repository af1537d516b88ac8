from typing import Any

from ...guest import PASSWORD
from ...steps import Steps as CommonSteps
from .models import Card, Holder

__all__ = ["Steps"]


class Steps(CommonSteps):
    def make_user(self) -> Any:
        Card.objects.create(pk=2, code="K-2")
        user = Holder(card=Card.objects.create(pk=1, code="K-1"))
        user.set_password(PASSWORD)
        user.save()
        return user

    def shown(self, value: Any) -> Any:
        return value.pk if isinstance(value, Card) else super().shown(value)
