"""Django's documented example of routers: writes go to a primary, reads to a replica that lags behind."""
