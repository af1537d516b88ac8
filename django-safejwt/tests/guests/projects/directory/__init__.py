"""Passwords are in a directory (LDAP and the like). The backend creates the local row at the first login."""
