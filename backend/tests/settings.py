"""The project's settings for tests: fresh secrets, a database in memory and no `.env` file."""

import os
import secrets

os.environ |= {"DJANGO_ENV_FILE": os.devnull, "DJANGO_DEBUG": "True"}
for _name in ("DJANGO_SECRET_KEY_DEVELOPMENT", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET"):
    os.environ[_name] = secrets.token_urlsafe(48)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from main.settings import *  # noqa: E402, F403

# Fast, as hashing is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests send waiting emails themselves.
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
