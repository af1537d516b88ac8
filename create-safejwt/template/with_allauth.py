"""What a new project with django-allauth has otherwise: pages and settings of `examples/allauth/`.

The rest is that of the reference project: production, the user model, the tools. The changes of `changes.py` follow.
"""

import re
from pathlib import Path
from typing import Final

from changes import WITH_GERMAN, Change

__all__ = ["CHANGES", "COPIED", "IMPORTED", "LEFT_OUT", "PATHS"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_BACKEND: Final = "examples/allauth/backend/example"
_FRONTEND: Final = "examples/allauth/frontend"

COPIED = (
    *(f"{_BACKEND}/{name}.py" for name in ("headless", "serializers", "views")),
    f"{_FRONTEND}/src",
)
# The account flows of django-safejwt, their tests and pages.
LEFT_OUT = (
    *(f"backend/users/{name}.py" for name in ("schema", "serializers", "urls", "views")),
    *(f"backend/tests/test_{name}.py" for name in ("account", "registration")),
    "deploy/safejwt-mail.service",
    "frontend/README.md",
    # The other one has the texts of all pages.
    "frontend/src/i18n/i18next.d.ts",
    *(f"frontend/tests/{name}/*" for name in ("account", "email-links", "home", "i18n", "layout", "session")),
    *(f"frontend/tests/{name}" for name in ("fake-client.ts", "render-app.tsx", "structure.test.ts")),
    "frontend/tests/performance/pages.test.ts",
)
IMPORTED = (
    f"{_FRONTEND}/src/main.tsx",
    "frontend/src/*.d.ts",
    "frontend/tests/*",
    "frontend/vite.config.ts",
)
PATHS = {
    f"^{_BACKEND}/headless": "backend/@{package}@/headless",
    f"^{_BACKEND}/": "backend/users/",
    f"^{_FRONTEND}/": "frontend/",
}


def _part(file: str, pattern: str) -> str:
    """The part of a file that the pattern matches, with ^ and $ at lines and . for line breaks too."""
    found = re.search(pattern, (_ROOT / file).read_text(encoding="utf-8"), re.M | re.S)
    if not found:
        raise ValueError(f"{file} has nothing like {pattern}")
    return found[0]


def _literally(text: str) -> str:
    """As a replacement of `re.sub`."""
    return text.replace("\\", r"\\")


_identity = _part(f"{_BACKEND}/settings.py", r"^AUTHENTICATION_BACKENDS = .*?(?=^AUTH_PASSWORD_VALIDATORS)")
_factors = _part(f"{_BACKEND}/settings.py", r"^MFA_SUPPORTED_TYPES = .*?(?=^MFA_TOTP_ISSUER)")
_clock = _part(f"{_BACKEND}/settings.py", r"^# The clock of a phone.*?\n(?=# Browsers)")
_origin = _part(f"{_BACKEND}/settings.py", r"^# Browsers allow passkeys.*?\n(?=\n)")
_WITH_PASSKEYS = "@% if passkeys %@\n{}@% endif %@\n"
_types, _passkeys = _factors.split("\n", 1)
_WAYS = f"""\
SITE_NAME = env.str("DJANGO_SITE_NAME", "safejwt")
SAFEJWT_ADOPT = ["safejwt.contrib.allauth.adopt.AllauthSession"]
{_identity.replace("{ORIGIN}", "{LINK_BASE}").replace("example.", "@{ package }@.")}\
ACCOUNT_ADAPTER = "@{{ package }}@.adapter.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{{SITE_NAME}}] "
# Its limits count by address.
ALLAUTH_TRUSTED_PROXY_COUNT = SAFEJWT_TRUSTED_PROXIES

{_types.replace(', "webauthn"', '@% if passkeys %@, "webauthn"@% endif %@')}
{_WITH_PASSKEYS.format(_passkeys)}\
MFA_TOTP_ISSUER = SITE_NAME
{_clock}\
{_WITH_PASSKEYS.format(_origin)}\

# The page of the app shows a button for each provider: https://docs.allauth.org/en/latest/socialaccount/providers/
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {{}}

"""
_APPS = """\
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
"""
_MIDDLEWARE = """\
    "allauth.account.middleware.AccountMiddleware",
    "safejwt.contrib.allauth.AllauthMiddleware",
"""
_URLS = """\
    path("users/", include(safejwt.urls.without_login)),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("users/account/", AccountView.as_view(), name="account"),
    path("api/vault/", VaultView.as_view(), name="vault"),
"""
_SESSIONS = """\
# The sessions of the admin, which safejwt ends after half an hour without use, and what django-allauth keeps beside the
# sessions of safejwt.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
"""
_FORMS = """\\g<0># Origins of the providers to which a login redirects, separated by commas: the Content Security Policy allows these.
# DJANGO_FORM_TARGETS='https://accounts.google.com'
"""
_ADMIN_LIMITS = """\
# Limits of logins to the admin: from one address to one account, from all addresses to one account, from one address to
# all accounts."""
_THEIRS = """\
**Login**, and all that django-allauth does, is below `/_allauth/`:
[its specification](https://docs.allauth.org/en/latest/headless/openapi-specification/).

\\g<0>"""
_TEST_SETTINGS = """\
# Each test is a new user of the same address.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
"""
_UNKNOWN_PATH = _part("backend/users/views.py", r"^@csrf_exempt.*\Z")
_DJANGO_VIEWS = """\
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
"""
_SETTINGS: Final = "backend/main/settings.py"
CHANGES = (
    # Settings
    Change(_SETTINGS, r"^from pathlib import Path\n", "\\g<0>from typing import Any\n"),
    Change(_SETTINGS, r'^    "django.contrib.messages",\n', '\\g<0>    "django.contrib.sessions",\n'),
    Change(_SETTINGS, r'^    "safejwt.accounts",\n', _APPS),
    Change(_SETTINGS, r'^    "safejwt.middleware.ErrorMiddleware",\n', f"\\g<0>{_MIDDLEWARE}"),
    Change(_SETTINGS, r'^(API_PATHS = \["users", "api")\]', r'\1, "_allauth"]'),
    Change(
        _SETTINGS,
        r'^(    "DEFAULT_PERMISSION_CLASSES": \[)\n        (.*),\n        "safejwt.accounts.*\n    \]',
        r"\1\2]",
    ),
    Change(_SETTINGS, r"users\.serializers\.UserDetailSerializer", "users.serializers.UserSerializer"),
    Change(_SETTINGS, r"^SAFEJWT_(REGISTER|RENAME)_RATE = .*\n", ""),
    Change(_SETTINGS, r"^# Sessions of the admin,(.*\n)+?SESSION_ENGINE = .*\n", _SESSIONS),
    Change(
        _SETTINGS, r"^# The account flows .*", "# The ways to log in: django-allauth (docs/guides/second-factor.md)"
    ),
    Change(_SETTINGS, r'^AUTHENTICATION_BACKENDS = \["safejwt\.accounts.*\n', ""),
    Change(_SETTINGS, r"^SAFEJWT_ACCOUNTS_LINK_BASE", "LINK_BASE"),
    Change(_SETTINGS, r"^SAFEJWT_ACCOUNTS_SITE_NAME = (.*\n)+?(?=# Email)", _literally(_WAYS)),
    Change(_SETTINGS, r"\{SAFEJWT_ACCOUNTS_SITE_NAME\}", "{SITE_NAME}"),
    Change(_SETTINGS, r"^(CORS_ALLOW_HEADERS = .*)\]", r'\1, "x-session-token"]'),
    Change(
        _SETTINGS,
        r"""^    ("img-src": \["'self'")\],\n(?=    "font-src)""",
        '    # data: for the QR code of an authenticator app.\n    \\1, "data:"],\n'
        "    # The button of a provider is a form whose response redirects there.\n"
        """    "form-action": ["'self'", *env.list("DJANGO_FORM_TARGETS", [])],\n""",
    ),
    Change("backend/main/urls.py", r'^    path\("users/", .*\n', _URLS),
    Change("backend/main/urls.py", r"^from django\.conf import settings", "import safejwt.urls\n\\g<0>"),
    Change("backend/main/urls.py", "import unknown_path", "import AccountView, VaultView, unknown_path"),
    Change("backend/main/urls.py", r'^"""URLs of the project: the API below users/', '"""URLs of the project: the API'),
    Change("backend/main/mail.py", r" and settings\.SAFEJWT_ACCOUNTS_SEND_IN_PROCESS", ""),
    # The user, and the API
    Change(f"{_BACKEND}/views.py", r"^from rest_framework\.request (.*\n)+?(?=from safejwt)", _DJANGO_VIEWS),
    Change(f"{_BACKEND}/views.py", r"^from safejwt import events,", "\\g<0> handlers,"),
    Change(f"{_BACKEND}/views.py", r'"VaultView"', '"VaultView", "unknown_path"'),
    Change(f"{_BACKEND}/views.py", r"API of the example", "API of this project"),
    Change(f"{_BACKEND}/views.py", r"^    def get\(.*\n.*\n", f"\\g<0>\n\n{_literally(_UNKNOWN_PATH)}"),
    Change("backend/users/models.py", r'"EMAIL_TAKEN", ', ""),
    Change("backend/users/models.py", r"^EMAIL_TAKEN = .*\n", ""),
    Change(
        "backend/users/models.py",
        r"a username and an email that are unique regardless of case\.",
        "a username that is unique regardless of case. django-allauth keeps addresses unique.",
    ),
    Change("backend/users/models.py", r'^ +models\.UniqueConstraint\(\n +Lower\("email"\).*\n +\),\n', ""),
    Change("backend/users/migrations/0001_initial.py", r", models\.UniqueConstraint\([^]]*Lower\('email'\)[^]]*", ""),
    # Its OpenAPI document
    Change("backend/main/openapi.py", r"^\*\*CSRF\.", _THEIRS),
    Change("backend/main/openapi.py", "(?<=token, )login, registration, ", ""),
    Change("backend/main/openapi.py", r"(?<=own account): names, email and password\.", "."),
    Change("backend/tests/settings.py", r"^# Tests send waiting emails(.*\n)+", _TEST_SETTINGS),
    Change("backend/tests/test_pages.py", r"^@pytest\.mark\.django_db\ndef test_login_and_logout(.*\n)+?(?=def )", ""),
    Change("backend/tests/test_pages.py", r"^from safejwt\.testing .*\n", ""),
    Change("backend/tests/test_pages.py", r"^from \.conftest .*\n\n", ""),
    # Production
    Change(".env.example", r"^# Limits of login attempts: .*\n.*", _ADMIN_LIMITS),
    Change(".env.example", r"^# DJANGO_RE(GISTER|NAME)_RATE=.*\n", ""),
    Change(".env.example", r"^# Limits of one user: .*", "# Limit of sessions that one user starts."),
    Change(".env.example", r"^# The name of the product in emails.*", "# The name of the product in emails and apps."),
    Change(".env.example", r"^# The address to which users write(.*\n)+?# DJANGO_CONTACT_EMAIL=.*\n\n", ""),
    Change(".env.example", r"^# 'session': registration(.*\n)+?# DJANGO_SEND_MAIL_IN_PROCESS=.*\n\n", ""),
    Change(".env.example", r"^# DJANGO_CONNECT_SOURCES=.*\n# DJANGO_CSP.*\n", _FORMS),
    Change("compose.yaml", r"^    # The worker below.*\n    DJANGO_SEND.*\n", ""),
    Change("compose.yaml", r"^  mail:\n(    .*\n)+\n", ""),
    Change("compose.yaml", r"(python manage\.py) safejwt_purge --verbosity 0", r"\g<0>; \1 clearsessions"),
    Change("deploy/release.sh", r" mail purge$", " purge"),
    Change("deploy/safejwt-purge.service", r"^(ExecStart=.*manage\.py) .*\n", r"\g<0>\1 clearsessions\n"),
    Change("deploy/safejwt-purge.service", r"events and registrations", "events, and sessions of Django"),
    # The app
    Change("frontend/vite.config.ts", r"'users', 'api'", r"\g<0>, '_allauth'"),
    Change("frontend/vite.config.ts", r"\['admin', ", r"\g<0>'accounts', "),
    # Its client starts with the app.
    Change("frontend/vite.config.ts", r"^ *// With what it imports\..*\n.*first-requests.*\n", ""),
    # Its pages are no chunks of their own.
    Change("frontend/vite.config.ts", r"^    modulePreload: .*\n", "\\g<0>    chunkSizeWarningLimit: 1000,\n"),
    Change(f"{_FRONTEND}/src/*.ts*", "'frontend/src/", "'./"),
    Change(f"{_FRONTEND}/src/*/*.ts*", "'frontend/src/", "'../"),
    Change(f"{_FRONTEND}/src/auth.ts", r"`example/serializers\.py`", "`users/serializers.py`"),
    Change(f"{_FRONTEND}/src/account/authenticator-setup.tsx", r"`example/", "`@{ package }@/"),
    Change(
        f"{_FRONTEND}/src/layout/layout.tsx",
        r"^ *\{t\('example\.footer(.*\n)+?(?= *</footer>)",
        "        @{ title }@\n",
    ),
    Change(f"{_FRONTEND}/src/layout/layout.tsx", r"^import \{ Anchor .*\n", ""),
    # Its texts
    Change(f"{_FRONTEND}/src/texts/texts.ts", r"^.*\bde\b.*\n", WITH_GERMAN),
    Change(f"{_FRONTEND}/src/texts/*.json", r'^  "example": .*\n(    .*\n)+  \},\n', ""),
    Change(f"{_FRONTEND}/src/texts/en.json", r'(?<=heading": ")Every way to log in', "Welcome to {{product}}"),
    Change(
        f"{_FRONTEND}/src/texts/de.json", r'(?<=heading": ")Alle Wege, sich anzumelden', "Willkommen bei {{product}}"
    ),
    Change(f"{_FRONTEND}/src/texts/en.json", r'(?<=lead": ")Passwords, passkeys[^"]*', "Each way to log in ends here."),
    Change(
        f"{_FRONTEND}/src/texts/de.json",
        r'(?<=lead": ")Passwörter, Passkeys[^"]*',
        "Hier endet jeder Weg, sich anzumelden.",
    ),
    Change(f"{_FRONTEND}/src/texts/en.json", "The settings of this example have", "This app has"),
    Change(f"{_FRONTEND}/src/texts/de.json", "Die Einstellungen dieses Beispiels haben", "Diese App hat"),
)
