"""Each part of the API is in a namespace, and the version is one too (NamespaceVersioning)."""
