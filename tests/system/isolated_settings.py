"""The reference project's settings, independent of the machine on which the tests run.

Only DATABASE_URL is taken from the environment: it selects the database server of the tests.
"""

import os
import secrets
from pathlib import Path

for _name in [name for name in os.environ if name.startswith(("DJANGO_", "EMAIL_", "CACHE_"))]:
    if _name != "DJANGO_SETTINGS_MODULE":
        del os.environ[_name]
for _name in ("DJANGO_SECRET_KEY_DEVELOPMENT", "DJANGO_ACCESS_TOKEN_SECRET", "DJANGO_REFRESH_TOKEN_SECRET"):
    os.environ[_name] = secrets.token_urlsafe(48)
os.environ |= {"DJANGO_ENV_FILE": os.devnull, "DJANGO_DEBUG": "True"}
# Never a developer's database, not even by mistake.
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from main.settings import *  # noqa: E402, F403

# A small build of the app; the real one may be missing or old.
FRONTEND_DIST = WHITENOISE_ROOT = Path(__file__).parent / "built_app"
# Look static files up on request. Listing all of them takes 50 ms for each new test client.
WHITENOISE_AUTOREFRESH = True
