"""The app of before, for each package: how it logs in, calls the API, and renews its credential."""

from typing import Any, ClassVar

from .visitor import PASSWORD, Visitor

__all__ = [
    "DRFTokenApp",
    "DjangoSessionApp",
    "DjoserApp",
    "KnoxApp",
    "OldApp",
    "RestAuthApp",
    "RestAuthBodyApp",
    "SimpleJWTApp",
]


class OldApp:
    # Days until the last users return, and until the package of before is removed.
    last, removed = 5, 7
    # Whether an exchange leaves the credential as it was.
    is_kept: ClassVar[bool] = False

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.visitor.send("post", path, body)

    def log_in(self) -> None:
        raise NotImplementedError

    def call(self) -> Any:
        """Call the API with what the app has."""
        return self.visitor.send("get", "/things/")

    def renew(self) -> bool:
        """Get another access token. Without one, the app shows its login form."""
        return False

    def credential(self) -> dict[str, str]:
        """What the new app finds and sends to `adopt/`."""
        return {}

    def rotated(self) -> dict[str, str] | None:
        """The same with what has been replaced meanwhile."""
        return None

    def is_signed_in(self) -> bool:
        response = self.call()
        if response.status_code in (401, 403) and self.renew():
            response = self.call()
        return bool(response.status_code == 200 and response.json() == {"user": self.visitor.user})

    def typed(self) -> dict[str, str]:
        return {"username": self.visitor.name, "password": PASSWORD}


class SimpleJWTApp(OldApp):
    last, removed = 20, 24
    obtain, refresh, scheme = "/api/token/", "/api/token/refresh/", "Bearer"

    def log_in(self) -> None:
        tokens = self.post(self.obtain, self.typed()).json()
        self.visitor.storage = {"access": tokens["access"], "refresh": tokens["refresh"]}

    def call(self) -> Any:
        token = self.visitor.storage.get("access", "")
        return self.visitor.send("get", "/things/", Authorization=f"{self.scheme} {token}")

    def renew(self) -> bool:
        response = self.post(self.refresh, {"refresh": self.visitor.storage.get("refresh", "")})
        if response.status_code != 200:
            return False
        tokens = response.json()
        if "refresh" in tokens:
            self.visitor.rotated = dict(self.visitor.storage)
        self.visitor.storage |= tokens
        return True

    def credential(self) -> dict[str, str]:
        return {"refresh": self.visitor.storage["refresh"]}

    def rotated(self) -> dict[str, str] | None:
        return {"refresh": self.visitor.rotated["refresh"]} if self.visitor.rotated else None


class DjoserApp(SimpleJWTApp):
    obtain, refresh, scheme = "/auth/jwt/create/", "/auth/jwt/refresh/", "JWT"


class RestAuthBodyApp(SimpleJWTApp):
    last, removed = 5, 7
    obtain, refresh = "/dj/login/", "/dj/token/refresh/"

    def log_in(self) -> None:
        super().log_in()
        # The app of before does not read them.
        self.visitor.cookies.pop("sessionid", None)


class RestAuthApp(OldApp):
    """The tokens are in cookies."""

    def log_in(self) -> None:
        self.post("/dj/login/", self.typed())
        assert {"app-auth", "app-refresh"} <= set(self.visitor.cookies), self.visitor

    def renew(self) -> bool:
        return bool(self.post("/dj/token/refresh/", {}).status_code == 200)


class KnoxApp(OldApp):
    obtain = "/knox/login/"

    def log_in(self) -> None:
        self.visitor.storage = {"token": self.post(self.obtain, self.typed()).json()["token"]}

    def call(self) -> Any:
        return self.visitor.send("get", "/things/", Authorization=f"Token {self.visitor.storage.get('token')}")

    def credential(self) -> dict[str, str]:
        return {"token": self.visitor.storage["token"]}


class DRFTokenApp(KnoxApp):
    obtain, is_kept = "/api/login/", True


class DjangoSessionApp(OldApp):
    def log_in(self) -> None:
        self.visitor.send("get", "/api/csrf/")
        response = self.post("/api/login/", self.typed())
        assert response.status_code == 204, response.content
