"""Users come from an identity provider. Their name is None, and they have no password."""
