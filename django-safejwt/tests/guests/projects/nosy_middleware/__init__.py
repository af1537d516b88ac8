"""Middleware reads the body and the user first, wraps the response and answers for hosts with URLs of their own."""
