"""The default permission asks for the permissions of a model (DjangoModelPermissions)."""
