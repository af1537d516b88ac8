"""Users log in with their email address; there is no username. Accounts by email are on."""
