"""The reference project's settings for the browser tests. Nothing here is part of the product."""

from typing import Any, cast

import moved_clock
from main.settings import *  # noqa: F403
from main.settings import LOGGING, MIDDLEWARE

# Before the models are imported, whose defaults keep the function.
moved_clock.install()

MIDDLEWARE = ["moved_clock.MovedClockMiddleware", "client_modules.ClientModulesMiddleware", *MIDDLEWARE]

# The strength of the password hash is tested elsewhere; here it only costs processor time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The tests provoke hundreds of 401 and 403; only what the server does wrong appears beside their results.
cast("dict[str, Any]", LOGGING["loggers"])["django.request"] = {"level": "ERROR"}
