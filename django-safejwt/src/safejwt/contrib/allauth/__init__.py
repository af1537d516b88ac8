"""django-allauth: each login by its headless API ends in a session of this package.

Sign-up, passwords, second factors, passkeys, mailed codes and providers are django-allauth's. When one of its flows
ends, the response has our access token and our cookies. The settings are in docs/guides/second-factor.md.
"""

from .adapter import HeadlessAdapter
from .middleware import AllauthMiddleware
from .strategy import TokenStrategy

__all__ = ["AllauthMiddleware", "HeadlessAdapter", "TokenStrategy"]
