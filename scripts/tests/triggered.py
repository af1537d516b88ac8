"""Print as JSON which system checks each example of scripts/reference/check_examples.toml triggers, and a sound project.

Each example runs in a process of its own, so that none leaves anything behind for the next.
"""

import json
import os
import re
import sys
from copy import deepcopy
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.signals import setting_changed
from django.test import signals  # noqa: F401 - empties what Django keeps of its settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from reference.checks import examples
from safejwt.tokens import keys

BASE: dict[str, Any] = {
    "SECRET_KEY": "a-secret-key-for-the-examples-0123456789-abcdefghijklmnop",
    "ACCESS_TOKEN_SECRET": "an-access-token-secret-0123456789-abcdefghijk",
    "REFRESH_TOKEN_SECRET": "a-refresh-token-secret-0123456789-abcdefghij",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "CSRF_COOKIE_SECURE": True,
    "USE_TZ": True,
    "ROOT_URLCONF": "safejwt.accounts.urls",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://localhost"}},
    "EMAIL_TIMEOUT": 10,
    "INSTALLED_APPS": [
        *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages"),
        *("django.contrib.sessions", "rest_framework", "safejwt"),
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "safejwt.middleware.DjangoSessionMiddleware",
        "safejwt.middleware.ErrorMiddleware",
    ],
    "REST_FRAMEWORK": {
        "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    },
    "SAFEJWT_ACCOUNTS_LINK_BASE": "https://app.example.com",
    "SAFEJWT_ACCOUNTS_REGISTRATION": "mail",
}
WITH_ALLAUTH: dict[str, Any] = {
    "INSTALLED_APPS": [*BASE["INSTALLED_APPS"], "allauth", "allauth.account", "allauth.headless"],
    "MIDDLEWARE": [*BASE["MIDDLEWARE"], "allauth.account.middleware.AccountMiddleware"],
    "HEADLESS_ONLY": True,
    "HEADLESS_FRONTEND_URLS": {"account_confirm_email": "/", "account_reset_password_from_key": "/"},
}
WITH_CORS: dict[str, Any] = {"MIDDLEWARE": ["corsheaders.middleware.CorsMiddleware", *BASE["MIDDLEWARE"]]}
# What the comments of an example say about the rest of its project.
AROUND: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("W036", "W037", "W038"), WITH_CORS),
    "E042": {"SAFEJWT_USER_SERIALIZER": "serializers.ShopUserSerializer"},
    "E080": {"INSTALLED_APPS": [*WITH_ALLAUTH["INSTALLED_APPS"], "allauth.mfa"]},
    "E112": {"AUTH_USER_MODEL": "shop.User"},
    "W080": {"HEADLESS_TOKEN_STRATEGY": "safejwt.contrib.allauth.TokenStrategy"},
}


def main() -> None:
    # Several processes count login attempts.
    os.environ["WEB_CONCURRENCY"] = "4"
    settings.configure(**BASE)
    django.setup()
    # Imports what the checks need, once for all.
    sound, cases = reported({}), examples()
    with get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        found = dict(zip(cases, pool.starmap(triggered, cases.items(), 1), strict=True))
    print(json.dumps({"a sound project": sound, **found}))


def triggered(name: str, example: str) -> list[str]:
    """Return the ids of the checks that report the example."""
    changed = deepcopy({**BASE, **(WITH_ALLAUTH if name[1:3] == "08" else {}), **AROUND.get(name, {})})
    if name[1] == "1" or name == "W061":
        changed["INSTALLED_APPS"].append("safejwt.accounts")
    if name == "E012":
        vars(keys)["has_crypto"] = False
    with TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        if name == "W071":
            write(folder, "django_otp/__init__.py", "")
        add(example, changed, folder)
        return reported(
            {key: value for key, value in changed.items() if key.isupper() and (key not in BASE or BASE[key] != value)}
        )


def add(example: str, changed: dict[str, Any], folder: str) -> None:
    """Add the settings of an example, or the module that its first line names."""
    named = re.match(r"# (\w+)\.py\n", example)
    if not named:
        exec(example, changed)  # noqa: S102 - an example of the documentation
    elif named[1] == "models":
        write(folder, "shop/__init__.py", "")
        write(folder, "shop/models.py", example)
        changed["INSTALLED_APPS"].append("shop")
    else:
        write(folder, f"{named[1]}.py", example)
        changed["ROOT_URLCONF"] = "urls" if named[1] == "urls" else BASE["ROOT_URLCONF"]


def write(folder: str, name: str, code: str) -> None:
    path = Path(folder, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(code)


def reported(changed: dict[str, Any]) -> list[str]:
    for name, value in changed.items():
        setattr(settings, name, value)
        setting_changed.send(sender=None, setting=name, value=value, enter=True)
    # Last: the apps read the other settings.
    if "INSTALLED_APPS" in changed:
        apps.set_installed_apps(changed["INSTALLED_APPS"])
    ids = [str(message.id) for message in run_checks(tags=[Tags.security], include_deployment_checks=True)]
    return sorted({name.removeprefix("safejwt.") for name in ids if name.startswith("safejwt.")})


if __name__ == "__main__":
    main()
