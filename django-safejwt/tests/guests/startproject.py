"""Settings as `django-admin startproject` writes them. Guests import all of them, as `from .base import *` is used.

`install(globals())` at the end of a guest's settings adds the lines of docs/start/django-safejwt.md.
"""

import os
from typing import Any

from .databases import database
from .guest import Guest
from .readme import settings_of

SECRET_KEY = "django-insecure-of-the-guests-that-signs-no-token-of-ours"
DEBUG = True
ALLOWED_HOSTS = ["testserver", "one.testserver", "two.testserver"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.guests.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES: dict[str, dict[str, Any]] = {"default": database()}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Not of startproject: a slow hash would only make the suite slow, and logs belong to failures.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"null": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["null"]},
}
GUEST = Guest()


def install(project: dict[str, Any]) -> None:
    """Follow the page: add its lines to these settings."""
    for name in ("ACCESS", "REFRESH"):
        os.environ.setdefault(f"DJANGO_{name}_TOKEN_SECRET", f"the-{name}-secret-of-the-guests-0123456789-0123456789")
    exec(compile(settings_of(project), "django-safejwt.md", "exec"), project)  # noqa: S102 - its users run it too
    if "drf_spectacular" in project["INSTALLED_APPS"]:
        project["REST_FRAMEWORK"].setdefault("DEFAULT_SCHEMA_CLASS", "drf_spectacular.openapi.AutoSchema")
