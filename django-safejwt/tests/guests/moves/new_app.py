"""The new app: the requests that safejwt-js sends."""

from typing import Any

from .visitor import Visitor

__all__ = ["NewApp"]


class NewApp:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.access_token = visitor, ""

    def adopt(self, credential: dict[str, str]) -> Any:
        if "csrftoken" not in self.visitor.cookies:
            self.visitor.send("get", "/users/csrf/")
        return self._taken(self.visitor.send("post", "/users/adopt/", credential))

    def is_signed_in(self) -> bool:
        """Call the API. Without a valid access token, get one with the refresh cookie first."""
        response = self.call() if self.access_token else None
        if response is None or response.status_code == 401:
            self._taken(self.visitor.send("post", "/users/token/", {}))
            response = self.call()
        return bool(response.status_code == 200 and response.json() == {"user": self.visitor.user})

    def call(self) -> Any:
        headers = {"Authorization": f"Bearer {self.access_token}"} if self.access_token else {}
        return self.visitor.send("get", "/things/", **headers)

    def _taken(self, response: Any) -> Any:
        if response.status_code == 200:
            self.access_token = response.json()["accessToken"]
        return response
