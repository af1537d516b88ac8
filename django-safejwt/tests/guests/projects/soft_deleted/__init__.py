"""Users are deleted softly: the default manager and the base manager hide them."""
