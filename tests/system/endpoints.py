"""Every endpoint and its methods, for tests that go through all of them."""

from dataclasses import dataclass

__all__ = ["ENDPOINTS", "METHODS", "UNKNOWN_SESSION", "Endpoint"]

UNKNOWN_SESSION = "00000000-0000-4000-8000-000000000000"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Endpoint:
    """`path` has `{pk}` for the user's id and `{sid}` for an unknown session id."""

    path: str
    methods: tuple[str, ...]
    # Methods that read the body.
    reading: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.path.removeprefix("/users/") or "register"


ENDPOINTS = (
    Endpoint("/users/", ("POST",), ("POST",)),
    Endpoint("/users/{pk}/", ("HEAD", "GET", "PUT", "PATCH", "POST"), ("PUT", "PATCH", "POST")),
    Endpoint("/users/csrf/", ("HEAD", "GET")),
    Endpoint("/users/login/", ("POST",), ("POST",)),
    Endpoint("/users/token/", ("GET", "POST")),
    Endpoint("/users/logout/", ("GET", "POST")),
    # Tests that repeat it use `too_late_to_delete`, or no session would be left.
    Endpoint("/users/logout/everywhere/", ("POST",)),
    Endpoint("/users/auth/", ("HEAD", "GET")),
    Endpoint("/users/events/", ("HEAD", "GET")),
    Endpoint("/users/sessions/", ("HEAD", "GET", "DELETE")),
    Endpoint("/users/sessions/{sid}/", ("DELETE",)),
    Endpoint("/users/sessions/{sid}/forget/", ("POST",)),
    Endpoint("/users/confirmed/", ("HEAD", "GET")),
    Endpoint("/users/email/", ("HEAD", "GET")),
    Endpoint("/users/email/verify/", ("POST",), ("POST",)),
    Endpoint("/users/email/verify/resend/", ("POST",), ("POST",)),
    Endpoint("/users/email/change/", ("POST", "DELETE"), ("POST",)),
    Endpoint("/users/email/change/confirm/", ("POST",), ("POST",)),
    Endpoint("/users/links/check/", ("POST",), ("POST",)),
    Endpoint("/users/password/change/", ("POST",), ("POST",)),
    Endpoint("/users/password/reset/", ("POST",), ("POST",)),
    Endpoint("/users/password/reset/confirm/", ("POST",), ("POST",)),
    Endpoint("/users/account/export/", ("POST",)),
    Endpoint("/users/account/secure/", ("POST",), ("POST",)),
    Endpoint("/users/reauthenticate/", ("POST",), ("POST",)),
    # Tests that repeat it use `too_late_to_delete`, or no user would be left.
    Endpoint("/users/account/", ("DELETE",)),
)
