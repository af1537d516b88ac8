"""Postprocessing of documents."""

from typing import Any

from .credentials import CSRF, csrf_parameter

__all__ = ["add_csrf_parameter"]


def add_csrf_parameter(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Name the CSRF header among the parameters of the project's own operations too.

    For tools that read one scheme of a security requirement only, such as Postman. Add it to
    SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"].
    """
    parameter = csrf_parameter()
    for operations in result["paths"].values():
        for operation in operations.values():
            needs_it = any(CSRF in requirement for requirement in operation.get("security", []))
            parameters = operation.get("parameters", [])
            if needs_it and not any(each.get("name") == parameter["name"] for each in parameters):
                operation["parameters"] = [*parameters, parameter]
    return result
