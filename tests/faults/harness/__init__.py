"""The running system of the fault tests: the reference backend, its database and cache, and users who use it."""
