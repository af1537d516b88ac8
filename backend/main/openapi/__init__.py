"""The API as an OpenAPI document. Needs drf-spectacular, which is a development dependency."""
