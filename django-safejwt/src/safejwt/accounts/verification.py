"""Email verification for your own views. The flow itself is in `safejwt.accounts.flows.verification`."""

from .flows.verification import confirm, mark_verified, request, request_for_address

__all__ = ["confirm", "mark_verified", "request", "request_for_address"]
