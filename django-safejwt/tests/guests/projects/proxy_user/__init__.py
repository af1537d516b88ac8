"""The user model is a proxy, in an app whose label differs from its folder."""
