"""The version is an argument of the path (URLPathVersioning)."""
