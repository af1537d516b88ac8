"""What the API is, as an OpenAPI document. Needs drf-spectacular, which only development has: nothing that serves imports this."""
