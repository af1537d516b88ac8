"""An administrator with a browser, who works in Django's admin."""

import http.client
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from .backend import Backend
from .postgresql import PostgreSQL
from .secrets_guard import KNOWN_SECRETS
from .user import CSRF_COOKIE, PATIENCE_SECONDS

__all__ = ["Administrator"]


@dataclass
class Administrator:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, backend: Backend, postgres: PostgreSQL) -> "Administrator":
        """Create an administrator who is logged in."""
        user = backend.create_user()
        statement = "UPDATE users_user SET is_staff = true, is_superuser = true WHERE username = %s"
        postgres.query(backend.database, statement, [user.name])
        administrator = cls(backend.port)
        administrator.send("GET", "login/")
        status = administrator.send("POST", "login/", username=user.name, password=user.password)
        if status != 302:
            raise RuntimeError(f"login to the admin: {status}")
        return administrator

    def deactivate(self, user_id: str) -> int:
        """Run the action of the user list and confirm it. Return 200 on success."""
        chosen = {"action": "deactivate_users", "_selected_action": user_id}
        status = self.send("POST", "users/user/", **chosen, confirmed="yes")
        # The admin redirects to its list.
        return 200 if status == 302 else status

    def send(self, method: str, path: str, **fields: str) -> int:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get(CSRF_COOKIE, "")}) if fields else None
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"https://127.0.0.1:{self.port}",
            "X-Forwarded-Proto": "https",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request(method, f"/admin/{path}", body, headers)
            response = connection.getresponse()
            response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                KNOWN_SECRETS.learn(morsel.value)
        return response.status
