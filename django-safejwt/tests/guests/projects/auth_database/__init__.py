"""Django's documented AuthRouter: users and sessions are in a database of their own, and there is no default one."""
