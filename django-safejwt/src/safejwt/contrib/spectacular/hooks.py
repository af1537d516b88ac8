"""Postprocessing of documents."""

from typing import Any

__all__ = ["share_error_responses"]


def share_error_responses(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Move each error response to the components, under the names of its codes."""
    shared: dict[str, Any] = {}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if codes := _error_codes(response):
                    name = ".".join(codes)
                    shared[name] = response
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    components = result["components"]
    responses = {**components.get("responses", {}), **shared}
    return {**result, "components": {**components, "responses": dict(sorted(responses.items()))}}


def _error_codes(response: dict[str, Any]) -> list[str]:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    parts = schema.get("allOf", [])
    if len(parts) != 2 or parts[0] != {"$ref": "#/components/schemas/Error"}:
        return []
    codes: list[str] = parts[1]["properties"]["code"]["enum"]
    return codes
