"""Make OpenAPI documents of URL patterns."""

from typing import Any

import pytest

pytest.importorskip("drf_spectacular")

import safejwt.contrib.spectacular
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.validation import validate_schema

__all__ = ["AUTO_SCHEMA", "document_of", "schemes_of"]

# It registers the extensions. A project has them by its INSTALLED_APPS.
assert safejwt.contrib.spectacular

AUTO_SCHEMA = "drf_spectacular.openapi.AutoSchema"


def document_of(patterns: list[Any], **spectacular: Any) -> dict[str, Any]:
    """Return the valid document of these views. Fail if drf-spectacular warns of something."""
    spectacular_settings.apply_patches({"OAS_VERSION": "3.1.1", **spectacular})
    try:
        document: dict[str, Any] = SchemaGenerator(patterns=patterns).get_schema(public=True)
        # A setting of drf-spectacular prints them all.
        assert not GENERATOR_STATS, (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache)
        validate_schema(document)
    finally:
        spectacular_settings.clear_patches()
    return document


def schemes_of(document: dict[str, Any], path: str, method: str = "get") -> list[list[str]]:
    """The names of the schemes in each security requirement of an operation."""
    return [list(requirement) for requirement in document["paths"][path][method]["security"]]
