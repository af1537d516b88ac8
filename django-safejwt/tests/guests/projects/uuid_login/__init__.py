"""Users log in with a UUID from a card. There is no admin, and users cannot be deactivated but only lose their card."""
