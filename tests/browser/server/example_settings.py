"""The settings of examples/allauth for its browser tests. Nothing here is part of the example."""

from example.settings import *  # noqa: F403

# Each test is a new user of the same address.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False

# Seconds that the provider may take. The default of 5 is too short on a busy machine.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 30

# The strength of the password hash is tested elsewhere; here it only costs processor time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The tests provoke hundreds of 401 and 403; only what the server does wrong appears beside their results.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {name: {"level": "ERROR"} for name in ("django.server", "django.request", "safejwt")},
}
