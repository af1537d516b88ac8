"""The system under test: the reference backend, its database and cache, and users with browsers."""
