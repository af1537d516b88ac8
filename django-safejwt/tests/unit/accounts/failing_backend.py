"""An email backend whose server refuses every message."""

from typing import Any

from django.core.mail.backends.locmem import EmailBackend


class FailingBackend(EmailBackend):
    """Raises an error that contains the address, as mail servers do."""

    def send_messages(self, messages: Any) -> int:
        raise OSError("550 no such user ada@example.com")


FAILING = f"{__name__}.{FailingBackend.__name__}"
