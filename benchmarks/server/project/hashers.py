"""A password hasher that does nothing, so that a login is measured without its hash."""

import hmac
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher


class NoHasher(BasePasswordHasher):
    algorithm = "none"

    def salt(self) -> str:
        return "salt"

    def encode(self, password: str, salt: str) -> str:
        return f"{self.algorithm}${salt}${password}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, password = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": password}

    def verify(self, password: str, encoded: str) -> bool:
        return hmac.compare_digest(self.encode(password, "salt").encode(), encoded.encode())

    def safe_summary(self, encoded: str) -> dict[str, Any]:
        return {"algorithm": self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        pass
