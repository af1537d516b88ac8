"""The secrets that the suites of the server issue, for their conftest.py."""

import pytest
import secret_guard
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http.response import HttpResponseBase
from safejwt.tokens import jwt
from secret_guard import GUARD

__all__ = ["watch"]


def watch(config: pytest.Config, password: str) -> None:
    """Search the logs for tokens, links, cookies and passwords, and for the password of the suite's users."""
    config.pluginmanager.register(secret_guard)
    GUARD.learn(password)
    GUARD.learn_results(jwt, "_encode")
    # The links in mails.
    GUARD.learn_results(signing, "dumps")
    GUARD.learn_arguments(HttpResponseBase, "set_cookie", 2)
    GUARD.learn_arguments(AbstractBaseUser, "set_password", 1)
