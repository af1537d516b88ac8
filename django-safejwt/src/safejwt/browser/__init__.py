"""Cookies and the CSRF rule: everything that is specific to browsers."""
