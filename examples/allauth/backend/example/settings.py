"""django-safejwt with django-allauth. docs/guides/second-factor.md explains the settings of both."""

from typing import Any

from .local import EMAILS, FRONTEND, ORIGIN, PROVIDER, secret, sqlite

DEBUG = True
SECRET_KEY = secret("django")
ACCESS_TOKEN_SECRET = secret("access-token")
REFRESH_TOKEN_SECRET = secret("refresh-token")
ALLOWED_HOSTS = ["localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "safejwt",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # The app sends the language of the user. Errors and emails are in it.
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "safejwt.middleware.DjangoSessionMiddleware",
    "safejwt.middleware.ErrorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safejwt.contrib.allauth.AllauthMiddleware",
]
ROOT_URLCONF = "example.urls"
# For the emails of django-allauth.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {"default": sqlite("example")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
TIME_ZONE = "UTC"
USE_TZ = True

# django-safejwt: the session

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["safejwt.parsers.BoundedJSONParser"],
    "EXCEPTION_HANDLER": "safejwt.handlers.exception_handler",
}
SAFEJWT_USER_SERIALIZER = "example.serializers.UserSerializer"
# Only because this example has no https.
SAFEJWT_COOKIE_SECURE = False
SAFEJWT_ADOPT = ["safejwt.contrib.allauth.adopt.AllauthSession"]

# django-allauth: the identity

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
HEADLESS_ONLY = True
HEADLESS_TOKEN_STRATEGY = "safejwt.contrib.allauth.TokenStrategy"
HEADLESS_ADAPTER = "example.headless.HeadlessAdapter"
# Pages of the app. After the #, a key reaches no server and no log.
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{ORIGIN}/verify-email#token={{key}}",
    "account_reset_password": f"{ORIGIN}/forgot-password",
    "account_reset_password_from_key": f"{ORIGIN}/reset-password#token={{key}}",
    "account_signup": f"{ORIGIN}/register",
    "socialaccount_login_error": f"{ORIGIN}/provider",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# A new address replaces the old one when it is verified, and both receive an email.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "safejwt.password_validators.LengthValidator", "OPTIONS": {"min_length": 15, "max_length": 1024}},
    {"NAME": "safejwt.password_validators.GuessablePasswordValidator", "OPTIONS": {"words": ["safejwt"]}},
]

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "safejwt example"
# The clock of a phone may be half a minute off (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys on http://localhost, and this makes django-allauth allow them too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "local",
                "name": "Local ID",
                "client_id": "example",
                "secret": secret("provider-client"),
                "settings": {"server_url": PROVIDER},
            }
        ]
    }
}

# Emails are written to a folder, and shown at /mail/.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = EMAILS
DEFAULT_FROM_EMAIL = "safejwt example <no-reply@localhost>"

# The app

WHITENOISE_ROOT = FRONTEND
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        # data: for the QR code.
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        # "Continue with Local ID" is a form whose response redirects to the provider.
        "form-action": ["'self'", PROVIDER],
        # No code from text: innerHTML, eval and script URLs accept no strings.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
}
