"""What the suites of the server hand out that no log may hold: for their conftest.py."""

import pytest
import secret_guard
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http.response import HttpResponseBase
from safejwt import tokens
from secret_guard import GUARD

__all__ = ["watch"]


def watch(config: pytest.Config, password: str) -> None:
    """Everything secret that comes into being while the suite runs: the guard finds it in whatever is logged.

    password: that of the people whom the suite makes.
    """
    config.pluginmanager.register(secret_guard)
    GUARD.learn(password)
    GUARD.learn_results(tokens, "_encode")
    # The links in mails.
    GUARD.learn_results(signing, "dumps")
    GUARD.learn_arguments(HttpResponseBase, "set_cookie", 2)
    GUARD.learn_arguments(AbstractBaseUser, "set_password", 1)
