"""Whether protocol/openapi.json says what was sent and answered."""

import json
import re
from typing import Any, Final

from django.conf import settings

# Without types of its own, and this is all that is used of it.
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

from .browser import Answer

__all__ = ["DOCUMENT", "ValidationError", "check", "operation"]

DOCUMENT: Final[dict[str, Any]] = json.loads((settings.BASE_DIR.parent / "protocol/openapi.json").read_text())


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the document says of this method at this address, the one without parameters before one with."""
    for template, operations in sorted(DOCUMENT["paths"].items(), key=lambda item: "{" in item[0]):
        if re.fullmatch(re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(template)), path):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


def check(request: dict[str, Any], answer: Answer) -> None:
    """Raises AssertionError or ValidationError where they differ."""
    said = operation(request["method"], f"/users/{request['path']}")
    if said is None:
        assert answer.status in {404, 405}
        return
    assert str(answer.status) in said["responses"], answer.code
    response = _resolved(said["responses"][str(answer.status)])
    assert set(response.get("headers", {})) <= set(answer.headers)
    assert bool(answer.body) == ("content" in response)
    if answer.body:
        _validate(answer.json(), response["content"]["application/json"]["schema"])
    if answer.status < 300 and request.get("body") is not None and "requestBody" in said:
        _validate(request["body"], said["requestBody"]["content"]["application/json"]["schema"])


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    found: dict[str, Any] = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return found


def _validate(value: Any, schema: dict[str, Any]) -> None:
    # The references begin at the root, where the components are.
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)
