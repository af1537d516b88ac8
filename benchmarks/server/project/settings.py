"""The project that every package is measured in: startproject's middleware, and what the package itself asks for.

The environment names the package (BENCHMARK_PEER) and the database (BENCHMARK_DATABASE, Django's dictionary as JSON).
"""

import json
import os

from comparison.peers import PEERS, SECRET

_peer = PEERS[os.environ["BENCHMARK_PEER"]]

SECRET_KEY = SECRET
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "rest_framework",
    *_peer.apps,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *_peer.middleware,
]
ROOT_URLCONF = "project.urls"
PEER_URLS = _peer.urls
DATABASES = {"default": json.loads(os.environ["BENCHMARK_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The cost of a password hash is a choice of the project, and the same for every package.
PASSWORD_HASHERS = ["project.hashers.NoHasher"]
USE_TZ = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [_peer.authentication] if _peer.authentication else [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"] if _peer.authentication else [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
vars().update(_peer.settings)
