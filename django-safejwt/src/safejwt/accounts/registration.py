"""Registration by email for your own views. The flow itself is in `safejwt.accounts.flows.registration`."""

from .flows.registration import complete, request

__all__ = ["complete", "request"]
