"""Settings of the reference project for development (DJANGO_DEBUG) and production.

`.env.example` lists every environment variable that is read here.
"""

import time
from datetime import timedelta
from pathlib import Path

from .environment import env, read_contacts, read_secrets, with_fallbacks

BASE_DIR = Path(__file__).resolve().parent.parent
FRONTEND_DIST = BASE_DIR.parent / "frontend" / "dist"

DEBUG: bool = env.bool("DJANGO_DEBUG", False)

SECRET_KEY, _access_token_secret, _refresh_token_secret = read_secrets(
    "DJANGO_SECRET_KEY_DEVELOPMENT" if DEBUG else "DJANGO_SECRET_KEY_PRODUCTION",
    "DJANGO_ACCESS_TOKEN_SECRET",
    "DJANGO_REFRESH_TOKEN_SECRET",
    debug=DEBUG,
)
SECRET_KEY_FALLBACKS: list[str] = env.list("DJANGO_SECRET_KEY_FALLBACKS", [])
ACCESS_TOKEN_SECRET = with_fallbacks(_access_token_secret, "DJANGO_ACCESS_TOKEN_SECRET_FALLBACKS")
REFRESH_TOKEN_SECRET = with_fallbacks(_refresh_token_secret, "DJANGO_REFRESH_TOKEN_SECRET_FALLBACKS")

_hosts: list[str] = env.list("DJANGO_ALLOWED_HOSTS", [])
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_hosts]

# Other origins that may call the API, for a front end served elsewhere on the same site, or on
# another site with DJANGO_CROSS_SITE.
TRUSTED_ORIGINS = env.list(
    "DJANGO_TRUSTED_ORIGINS", ["http://localhost:3000", "http://localhost:8000"] if DEBUG else []
)

INSTALLED_APPS = [
    "main.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "corsheaders",
    "safejwt",
    "safejwt.accounts",
    "users",
]

MIDDLEWARE = [
    # First, so that every response passes through them.
    "csp.middleware.CSPMiddleware",
    "main.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "main.https.PlainHTTPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After static files, which are the same in every language, and before everything with
    # translated texts.
    "main.languages.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safejwt.middleware.DjangoSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safejwt.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "main.urls"
# Paths below these belong to the API: unknown ones are JSON, not the page of the app, and none is cached or redirected
# to https. Vite's server has the same list (frontend/vite.config.ts).
API_PATHS = ["users", "api"]
# Bytes of a body that the server accepts, and above which it responds 413.
MAX_BODY_SIZE = env.int("DJANGO_MAX_BODY_MB", 10) * 2**20
# While this file exists, health/ready is 503: create it some seconds before this server stops.
DRAIN_FILE = env.str("DJANGO_DRAIN_FILE", "")
# Where researchers report a vulnerability of this site: /.well-known/security.txt.
SECURITY_CONTACTS = read_contacts("DJANGO_SECURITY_CONTACT")
WSGI_APPLICATION = "main.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "main" / "templates"],
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

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers wait instead of failing with "database is locked". Readers do not wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Fail within seconds if the host does not respond, or (milliseconds) stops responding.
    # Parameters of DATABASE_URL win. wsgi.py sets the statement timeout.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,
        # PostgreSQL plans each statement of a connection once. PgBouncer in transaction mode supports this from
        # version 1.21; before an older one, add ?server_side_binding=false to DATABASE_URL.
        "server_side_binding": True,
        "prepare_threshold": 2,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.dj_cache_url("CACHE_URL", default="locmem://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Seconds. No request should wait longer for the cache.
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
elif CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    # With Django's 300 entries, attempts with 300 usernames would evict their own counters.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}

LANGUAGE_CODE = "en"
# The languages of the app. locale/ and safejwt have the German translations.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Authentication

AUTH_USER_MODEL = "users.User"
# The first one hashes. The others verify older hashes, which are upgraded at the next login.
PASSWORD_HASHERS = [
    "users.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    # 15, because the password is the only factor (NIST SP 800-63B-4, OWASP ASVS 6.2.1).
    {"NAME": "safejwt.password_validators.LengthValidator", "OPTIONS": {"min_length": 15, "max_length": 1024}},
    {"NAME": "safejwt.password_validators.GuessablePasswordValidator", "OPTIONS": {"words": ["safejwt", "safe jwt"]}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "safejwt.accounts.permissions.IsVerified",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["safejwt.parsers.BoundedJSONParser"],
    "EXCEPTION_HANDLER": "safejwt.handlers.exception_handler",
}

SAFEJWT_USER_ID_CLAIM = "user_id"
SAFEJWT_AUTH_HEADER_TYPES = ("Bearer", "Token")
SAFEJWT_USER_SERIALIZER = "users.serializers.UserDetailSerializer"
SAFEJWT_ACCESS_TOKEN_LIFETIME = timedelta(seconds=env.int("DJANGO_ACCESS_TOKEN_LIFETIME", 300))
SAFEJWT_ROTATION_INTERVAL = timedelta(seconds=env.int("DJANGO_ROTATION_INTERVAL", 60))
SAFEJWT_REQUEST_ID_HEADER = env.str("DJANGO_REQUEST_ID_HEADER", None)
SAFEJWT_LOGIN_RATE = env.str("DJANGO_LOGIN_RATE", "10/m")
SAFEJWT_LOGIN_ACCOUNT_RATE = env.str("DJANGO_LOGIN_ACCOUNT_RATE", "30/h,100/d")
SAFEJWT_LOGIN_ADDRESS_RATE = env.str("DJANGO_LOGIN_ADDRESS_RATE", "60/m,600/h")
SAFEJWT_REGISTER_RATE = env.str("DJANGO_REGISTER_RATE", "20/h")
SAFEJWT_RENAME_RATE = env.str("DJANGO_RENAME_RATE", "10/h,20/d")
SAFEJWT_SESSION_RATE = env.str("DJANGO_SESSION_RATE", "120/h,500/d")
SAFEJWT_EVENT_HISTORY = timedelta(days=env.int("DJANGO_EVENT_HISTORY_DAYS", 90)) or None
SAFEJWT_PARALLEL_HASHES = env.int("DJANGO_PARALLEL_HASHES", 2) or None
# A proxy that reports the scheme reports the address of the client too.
BEHIND_PROXY: bool = env.bool("DJANGO_BEHIND_PROXY", False)
SAFEJWT_TRUSTED_PROXIES = env.int("DJANGO_TRUSTED_PROXIES", int(BEHIND_PROXY))

# Sessions of the admin, which safejwt ends after half an hour without use. In signed cookies, because the table of
# Django's sessions holds what their cookies hold: a copy of the database would open the admin.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 12 * 3600

# The account flows (docs/guides/accounts.md)

AUTHENTICATION_BACKENDS = ["safejwt.accounts.backends.AccountBackend"]
# Configured, never the Host of a request. By default this server, which serves the app: make passes its PORT on.
_link_base = (
    f"http://localhost:{env.str('PORT', '') or 8000}" if DEBUG else f"https://{[*_hosts, 'localhost'][0].lstrip('.')}"
)
SAFEJWT_ACCOUNTS_LINK_BASE = env.str("DJANGO_LINK_BASE", _link_base)
SAFEJWT_ACCOUNTS_SITE_NAME = env.str("DJANGO_SITE_NAME", "safejwt")
SAFEJWT_ACCOUNTS_CONTACT_EMAIL = env.str("DJANGO_CONTACT_EMAIL", "")
SAFEJWT_ACCOUNTS_REGISTRATION = env.str("DJANGO_REGISTRATION", "session")
SAFEJWT_ACCOUNTS_LOGIN = env.str("DJANGO_LOGIN", "both")
_require_verified = env.str("DJANGO_REQUIRE_VERIFIED", "False")
SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED = (
    "login" if _require_verified == "login" else env.bool("DJANGO_REQUIRE_VERIFIED", False)
)
SAFEJWT_ACCOUNTS_MAIL_RATE = env.str("DJANGO_MAIL_RATE", "20/h")
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = env.bool("DJANGO_SEND_MAIL_IN_PROCESS", True)
SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS = True
SAFEJWT_REAUTHENTICATION_AGE = timedelta(seconds=env.int("DJANGO_REAUTHENTICATION_AGE", 600))

# Email. In development it is shown in the terminal and at /mail/, unless EMAIL_URL names a server.

_email = env.dj_email_url("EMAIL_URL", default="console://" if DEBUG else "smtp://localhost:25")
if DEBUG and _email["EMAIL_BACKEND"].endswith("console.EmailBackend"):
    _email["EMAIL_BACKEND"] = "main.mail.DevelopmentBackend"
vars().update(_email)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DJANGO_FROM_EMAIL", f"{SAFEJWT_ACCOUNTS_SITE_NAME} <no-reply@localhost>")

# Browsers

CORS_ALLOW_CREDENTIALS = True
CORS_ALLOWED_ORIGINS = TRUSTED_ORIGINS
# The request headers that other origins may send, and the response headers that their scripts may read. Add those of
# your own endpoints.
CORS_ALLOW_HEADERS = ["authorization", "content-type", "x-csrftoken"]
CORS_EXPOSE_HEADERS = ["retry-after"]
CORS_URLS_REGEX = rf"^/({'|'.join(API_PATHS)})/"
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
CSRF_FAILURE_VIEW = "safejwt.handlers.csrf_failure"

X_FRAME_OPTIONS = "DENY"
# No referrer leaves the site. With "no-referrer" Django could not check requests without an Origin
# header.
SECURE_REFERRER_POLICY = "same-origin"

# API responses are not pages and may load nothing at all.
API_CSP = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"], "frame-ancestors": ["'none'"]}
# The page of the app. Django 6 reads this setting; django-csp gets the same below.
SECURE_CSP = {
    **API_CSP,
    "object-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", *env.list("DJANGO_CONNECT_SOURCES", [])],
    # No code from text: innerHTML, eval and script URLs no longer accept strings.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["'none'"],
}
# Django's admin creates HTML from text and submits forms.
ADMIN_CSP = {name: sources for name, sources in SECURE_CSP.items() if "trusted-types" not in name}
ADMIN_CSP["form-action"] = ["'self'"]
ADMIN_CSP["img-src"] = ["'self'", "data:"]
if _csp_report_uri := env.str("DJANGO_CSP_REPORT_URI", ""):
    for _policy in (API_CSP, SECURE_CSP, ADMIN_CSP):
        _policy["report-uri"] = [_csp_report_uri]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": SECURE_CSP}

# Cookies ignore the port, so a second copy on the same host needs other names. Copies may share the
# CSRF cookie. The app finds the hint by a part of its name.
if _suffix := env.str("DJANGO_COOKIE_SUFFIX", ""):
    _prefix = "" if DEBUG else "__Host-Http-"
    SAFEJWT_REFRESH_COOKIE_NAME = f"{_prefix}refreshtoken-{_suffix}"
    SAFEJWT_DEVICE_COOKIE_NAME = f"{_prefix}device-{_suffix}"
    SAFEJWT_HINT_COOKIE_NAME = f"{_prefix.removesuffix('Http-')}session-hint-{_suffix}"
    SESSION_COOKIE_NAME = f"sessionid-{_suffix}"

if not DEBUG:
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = f"__Host-sessionid-{_suffix}" if _suffix else "__Host-sessionid"
    SESSION_COOKIE_SECURE = True
    MESSAGE_STORAGE = "main.messages.HostCookieStorage"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # Both also bind hosts that are not part of this project, and cannot be taken back quickly.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("DJANGO_HSTS_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.bool("DJANGO_HSTS_PRELOAD", False)
    # Django's checks ask for both in every project.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    # Not for the API, which PlainHTTPMiddleware refuses.
    SECURE_SSL_REDIRECT = env.bool("DJANGO_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [rf"^({'|'.join([*API_PATHS, 'health'])})/"]
    SAFEJWT_CROSS_SITE = env.bool("DJANGO_CROSS_SITE", False)
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Static files of the app and the admin, served by this process

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
# Other sites have no use for these files.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Vite puts a hash of the content into these names.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/"
if FRONTEND_DIST.is_dir():
    WHITENOISE_ROOT = FRONTEND_DIST

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # The fields of most events (docs/reference/events.md). A JSON formatter finds all of them in the record.
        "line": {
            "()": "logging.Formatter",
            # UTC, also where TIME_ZONE is another one.
            ".": {"converter": time.gmtime},
            "fmt": "{asctime}Z {levelname} {name} {message} user={user_id} sid={sid} reason={reason} ip={ip}"
            " request={request_id}",
            "datefmt": "%Y-%m-%dT%H:%M:%S",
            "style": "{",
            "defaults": dict.fromkeys(("user_id", "sid", "reason", "ip", "request_id"), "-"),
        }
    },
    "filters": {
        "production": {"()": "django.utils.log.RequireDebugFalse"},
        "probes": {"()": "main.health.ProbeFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        # Unexpected errors with their traceback: Django itself shows them only in development.
        "errors": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR", "filters": ["production"]},
    },
    "loggers": {
        "safejwt": {"handlers": ["console"], "level": env.str("DJANGO_LOG_LEVEL", "INFO")},
        "django.request": {"handlers": ["errors"], "filters": ["probes"]},
    },
}
