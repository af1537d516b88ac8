"""The smallest project that uses the package. The tests run on it."""

import os
from importlib import import_module

import django
from environs import Env

env = Env()

SECRET_KEY = "a-secret-key-for-tests-that-signs-no-token-of-ours"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
USE_TZ = True
# The live server of the tests requires both to be paths.
STATIC_URL, MEDIA_URL = "/static/", "/media/"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "rest_framework",
    "safejwt",
    "safejwt.accounts",
    "tests.project",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safejwt.middleware.DjangoSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safejwt.middleware.ErrorMiddleware",
]
TEMPLATES = [
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
DATABASES = {"default": env.dj_db_url("DATABASE_URL", default="sqlite://:memory:")}
if DATABASES["default"]["ENGINE"].endswith("mysql"):
    # PyMySQL needs no C compiler. It replaces mysqlclient, which Django imports.
    import_module("pymysql").install_as_MySQLdb()
ROOT_URLCONF = "tests.project.urls"
AUTH_USER_MODEL = os.environ.get("TEST_USER_MODEL", "auth.User")
# A slow hash would only make the tests slow.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
ACCESS_TOKEN_SECRET = "the-access-token-secret-of-the-tests-0123456789"
REFRESH_TOKEN_SECRET = "the-refresh-token-secret-of-the-tests-0123456789"

SAFEJWT_ACCOUNTS_LINK_BASE = "https://app.example.com"
# A thread would continue after the end of a test. Tests that need it turn it on.
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
SMTP = "django.core.mail.backends.smtp.EmailBackend"
if django.VERSION < (6, 1):
    EMAIL_TIMEOUT = 10
else:
    MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"timeout": 10}}}
