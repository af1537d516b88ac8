"""The same tenants, where access tokens are verified without a query."""
