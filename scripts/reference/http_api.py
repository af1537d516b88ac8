"""The page of the HTTP API: each endpoint of protocol/openapi.json."""

import json
from collections.abc import Iterator
from typing import Any, Final

from project import ROOT

from .markdown import anchor, table, written_by

__all__ = ["page"]

Schema = dict[str, Any]
DOCUMENT: Final = ROOT / "protocol/openapi.json"
METHODS: Final = ("get", "post", "put", "patch", "delete")
CREDENTIALS: Final = {"safejwtAccessToken": "access token", "safejwtCSRFToken": "CSRF token"}
HEAD: Final = """\
# HTTP API

{written_by}
{description}

The machine-readable form is [`protocol/openapi.json`](../../protocol/openapi.json) (OpenAPI {version}); see [the
guide](../guides/openapi.md) for that of your own project. Each error has a code, which links to its cause. These can be
the response of any endpoint: {everywhere}.
"""


def page() -> str:
    document: Schema = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    common = _common(document)
    lines = [_head(document, common)]
    for tag in document["tags"]:
        lines += [f"## {tag['name']}\n", f"{tag['description']}\n"]
        for heading, operation in _operations(document, tag["name"]):
            lines += _operation(heading, operation, document["components"], common)
    lines += ["## Objects\n"]
    for name, schema in document["components"]["schemas"].items():
        if not _code(schema) and not name.startswith("Patched"):
            lines += _object(name, schema)
    return "\n".join(lines)


def _head(document: Schema, common: set[str]) -> str:
    return HEAD.format(
        written_by=written_by("protocol/openapi.json"),
        description=document["info"]["description"].partition("\n")[2].strip(),
        version=document["openapi"],
        everywhere=", ".join(map(_linked, sorted(common))),
    )


def _common(document: Schema) -> set[str]:
    """Return the codes of errors that any endpoint has."""
    every = [
        {code for response in operation["responses"].values() for code in _codes(response, document["components"])}
        for tag in document["tags"]
        for _, operation in _operations(document, tag["name"])
    ]
    return set.intersection(*every)


def _operations(document: Schema, tag: str) -> Iterator[tuple[str, Schema]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item and tag in item[method]["tags"]:
                yield f"{method.upper()} {path}", item[method]


def _operation(heading: str, operation: Schema, components: Schema, common: set[str]) -> Iterator[str]:
    yield f"### `{heading}`\n"
    yield f"{operation['summary']} {' '.join(operation.get('description', '').split())}".rstrip() + "\n"
    yield f"- **Credentials:** {_credentials(operation)}"
    yield from (
        f"- **Parameter:** {_parameter(each)}" for each in operation.get("parameters", ()) if each["in"] != "header"
    )
    if "requestBody" in operation:
        yield f"- **Body:** {_content(operation['requestBody'])}"
    responses = operation["responses"]
    yield from (
        f"- **{status}:** {_content(each) or 'no content'}" for status, each in responses.items() if status < "400"
    )
    errors = [
        f"{status} {', '.join(map(_linked, codes))}"
        for status, response in responses.items()
        if (codes := [code for code in _codes(response, components) if code not in common])
    ]
    yield f"- **Errors:** {'; '.join(errors) or 'those of any endpoint'}\n"


def _credentials(operation: Schema) -> str:
    every = [" and ".join(CREDENTIALS[name] for name in each) or "none" for each in operation["security"]]
    cookie = "refresh cookie and " if "carries the cookie" in operation.get("description", "") else ""
    return cookie + ", or ".join(every)


def _parameter(parameter: Schema) -> str:
    return f"`{parameter['name']}` in the {parameter['in']}, {_type(parameter['schema'])}"


def _content(holder: Schema) -> str:
    return ", ".join(_type(media["schema"]) for media in holder.get("content", {}).values())


def _codes(response: Schema, components: Schema) -> list[str]:
    name = response.get("$ref", "").removeprefix("#/components/responses/")
    content = (components["responses"][name] if name else response).get("content", {})
    schemas = [one for media in content.values() for one in media["schema"].get("oneOf", [media["schema"]])]
    named = [components["schemas"].get(each.get("$ref", "").rpartition("/")[2], {}) for each in schemas]
    return [code for code in map(_code, named) if code]


def _linked(code: str) -> str:
    return f"[`{code}`](../troubleshooting/error-codes.md#{code})"


def _code(schema: Schema) -> str:
    """Return the code of the error that a schema describes, or the empty string."""
    return str(schema.get("properties", {}).get("code", {}).get("const", ""))


def _object(name: str, schema: Schema) -> Iterator[str]:
    yield f"### `{_name(name)}`\n"
    if described := " ".join(schema.get("description", "").split()):
        yield f"{described}\n"
    required = schema.get("required", ())
    yield from table(
        ("field", "type", "", "description"),
        [
            (f"`{field}`", _type(each), "required" if field in required else "optional", _description(each))
            for field, each in schema["properties"].items()
        ],
    )


def _description(schema: Schema) -> str:
    limits = {"minLength": "at least {} characters", "maxLength": "at most {} characters"}
    ends = [text.format(schema[key]) for key, text in limits.items() if schema.get(key, 1) > 1]
    return " ".join([schema.get("description", ""), f"{', '.join(ends).capitalize()}." if ends else ""]).strip()


def _name(name: str) -> str:
    return name.removeprefix("Patched").removeprefix("SafeJWT")


def _type(schema: Schema) -> str:
    if reference := schema.get("$ref"):
        name = _name(reference.rpartition("/")[2])
        some = ", each field optional" if "Patched" in reference else ""
        return f"[`{name}`](#{anchor(name)}){some}"
    if "const" in schema:
        return f'`"{schema["const"]}"`'
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return " or ".join(map(_type, schema[key]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kinds: list[str] = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(str(schema.get("format", kind)) if kind == "string" else kind for kind in kinds)
