"""A project that follows docs/guides/second-factor.md."""

import os
from typing import Any

from environs import Env

from .guide import code

SECRET_KEY = "of-the-tests-of-the-bridge-0123456789-0123456789-0123456789"
DEBUG = False
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [
    "allauth_bridge.admin.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "rest_framework",
    "safejwt",
    "allauth.socialaccount.providers.dummy",
    "allauth_bridge.users",
]
# `users.EmailUser` is one without a username.
AUTH_USER_MODEL = os.environ.get("TEST_USER_MODEL", "auth.User")
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safejwt.middleware.DjangoSessionMiddleware",
    "safejwt.middleware.ErrorMiddleware",
]
ROOT_URLCONF = "allauth_bridge.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
DATABASES = {"default": Env().dj_db_url("DATABASE_URL", default="sqlite://:memory:")}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
ACCESS_TOKEN_SECRET = "the-access-secret-of-the-bridge-0123456789-0123456789"
REFRESH_TOKEN_SECRET = "the-refresh-secret-of-the-bridge-9876543210-0123456789"
SAFEJWT_COOKIE_SECURE = False
# A period may end between a code and its request.
MFA_TOTP_TOLERANCE = 1
if AUTH_USER_MODEL != "auth.User":
    ACCOUNT_USER_MODEL_USERNAME_FIELD = None

exec(compile(code("settings.py"), "second-factor.md", "exec"), globals())  # noqa: S102 - its users run it too
