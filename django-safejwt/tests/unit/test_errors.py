"""Error classes and protocol/errors.json list the same codes and statuses."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.test import RequestFactory
from rest_framework import exceptions
from safejwt.errors import SafeJWTError
from safejwt.handlers import bad_request, exception_handler, not_found, permission_denied, server_error

PROTOCOL = json.loads((Path(__file__).resolve().parents[3] / "protocol/errors.json").read_text())
FRAMEWORK_ERRORS = [
    exceptions.ValidationError("wrong"),
    exceptions.ParseError(),
    exceptions.AuthenticationFailed(),
    exceptions.NotAuthenticated(),
    exceptions.PermissionDenied(),
    exceptions.NotFound(),
    exceptions.MethodNotAllowed("GET"),
    exceptions.NotAcceptable(),
    exceptions.UnsupportedMediaType("text/plain"),
    exceptions.Throttled(),
    exceptions.APIException(),
]


def subclasses(base: type[SafeJWTError]) -> Iterator[type[SafeJWTError]]:
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


def responses() -> Iterator[tuple[str, int]]:
    """Code and status of the errors of Django REST Framework and of Django's error handlers."""
    for error in FRAMEWORK_ERRORS:
        response = exception_handler(error, {})
        assert response is not None
        yield response.data["code"], response.status_code
    for view in (bad_request, permission_denied, not_found, server_error):
        page = view(RequestFactory().get("/"))
        yield json.loads(page.content)["code"], page.status_code


def test_errors_and_protocol_list_same_codes_and_statuses() -> None:
    classes = [each for each in (SafeJWTError, *subclasses(SafeJWTError)) if "code" in vars(each)]
    assert len({each.code for each in classes}) == len(classes)
    errors = {*responses(), *((each.code, each.status) for each in classes)}
    assert errors == {(code, entry["status"]) for code, entry in PROTOCOL.items()}
