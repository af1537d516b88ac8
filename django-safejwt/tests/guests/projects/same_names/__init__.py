"""Names are unique within a shop only: the login sends the shop, and a backend finds the user."""
