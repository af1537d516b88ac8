"""A deployment: https, hardened cookies, one proxy, and no DEBUG. `check --deploy` is clean."""

from ..accounts import *

DEBUG = False
SECRET_KEY = "of a deployment: long, with many letters, and not as startproject writes it 0123456789"
ALLOWED_HOSTS = ["testserver"]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SAFEJWT_TRUSTED_PROXIES = 1
SAFEJWT_ACCOUNTS_LINK_BASE = "https://shop.example.com"
GUEST = Guest(
    fields={"email": "ada@example.com"},
    headers={
        "host": "testserver",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "198.51.100.7",
        "referer": "https://testserver/",
    },
    deployed=True,
    # One process, whose memory counts the attempts.
    warnings=frozenset({"safejwt.W056"}),
)
install(globals())
