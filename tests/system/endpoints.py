"""Every endpoint with every method it takes, for the tests that go through all of them."""

from dataclasses import dataclass

__all__ = ["ENDPOINTS", "METHODS", "Endpoint"]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Endpoint:
    """`path` below the server, with `{pk}` for the person's id and `{sid}` for the id of no session of his."""

    path: str
    methods: tuple[str, ...]
    # The methods whose body is read.
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
    # Whoever asks this over and over does so `too_late_to_delete`, or there would be no session left.
    Endpoint("/users/logout/everywhere/", ("POST",)),
    Endpoint("/users/auth/", ("HEAD", "GET")),
    Endpoint("/users/events/", ("HEAD", "GET")),
    Endpoint("/users/sessions/", ("HEAD", "GET", "DELETE")),
    Endpoint("/users/sessions/{sid}/", ("DELETE",)),
    Endpoint("/users/confirmed/", ("HEAD", "GET")),
    Endpoint("/users/email/", ("HEAD", "GET")),
    Endpoint("/users/email/verify/", ("POST",), ("POST",)),
    Endpoint("/users/email/verify/resend/", ("POST",), ("POST",)),
    Endpoint("/users/email/change/", ("POST", "DELETE"), ("POST",)),
    Endpoint("/users/email/change/confirm/", ("POST",), ("POST",)),
    Endpoint("/users/password/change/", ("POST",), ("POST",)),
    Endpoint("/users/password/reset/", ("POST",), ("POST",)),
    Endpoint("/users/password/reset/confirm/", ("POST",), ("POST",)),
    Endpoint("/users/reauthenticate/", ("POST",), ("POST",)),
    # Whoever asks it over and over does so `too_late_to_delete`, or there would be nobody left.
    Endpoint("/users/account/", ("DELETE",)),
)
