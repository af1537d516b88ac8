"""A PostgreSQL schema per tenant, chosen by the host (django-tenants)."""
