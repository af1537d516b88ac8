"""A database per tenant, chosen by the host with a router. The tenants share a cache, and their users have the same keys."""
