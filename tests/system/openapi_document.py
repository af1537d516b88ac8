"""Compare requests and responses with protocol/openapi.json."""

import json
import re
from typing import Any, Final

from django.conf import settings

# The package has no types.
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

from .browser import Response

__all__ = ["DOCUMENT", "ValidationError", "check", "find_operation"]

DOCUMENT: Final[dict[str, Any]] = json.loads((settings.BASE_DIR.parent / "protocol/openapi.json").read_text())


def find_operation(method: str, path: str) -> dict[str, Any] | None:
    """Return the documented operation at this URL. Paths without parameters come first."""
    for template, operations in sorted(DOCUMENT["paths"].items(), key=lambda item: "{" in item[0]):
        if re.fullmatch(re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(template)), path):
            operation: dict[str, Any] | None = operations.get(method.lower())
            return operation
    return None


def check(request: dict[str, Any], response: Response) -> None:
    """Raise AssertionError or ValidationError where they differ from the document."""
    operation = find_operation(request["method"], f"/users/{request['path']}")
    if operation is None:
        assert response.status in {404, 405}
        return
    assert str(response.status) in operation["responses"], response.code
    documented = _resolve(operation["responses"][str(response.status)])
    assert set(documented.get("headers", {})) <= set(response.headers)
    assert bool(response.body) == ("content" in documented)
    if response.body:
        _validate(response.json(), documented["content"]["application/json"]["schema"], _CLOSED)
    if response.status < 300 and request.get("body") is not None and "requestBody" in operation:
        _validate(request["body"], operation["requestBody"]["content"]["application/json"]["schema"], DOCUMENT)


def _resolve(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    component: dict[str, Any] = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return component


def _validate(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    # References start at the root of the document.
    Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def _closed(part: Any) -> Any:
    """Without the freedom to add fields, which clients have to grant."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closing = {"additionalProperties": False} if part.get("type") == "object" and "properties" in part else {}
    return {**{name: _closed(each) for name, each in part.items()}, **closing}


_CLOSED: Final[dict[str, Any]] = _closed(DOCUMENT)
