"""Each wrong setting, and each wrong combination, has the id of its check."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import Tags, run_checks
from safejwt import tokens
from safejwt.accounts import checks as accounts_checks
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.checks import check_production, check_settings, is_placeholder
from safejwt.conf import conf
from safejwt.conf.setting import Setting, declared
from safejwt.tokens import keys

from tests.key_pairs import private, public, unusable

GOOD: dict[str, Any] = {"CSRF_COOKIE_SECURE": True, "CSRF_COOKIE_NAME": "__Host-csrftoken"}
UNTRUSTWORTHY_ORIGINS = [
    *(
        "http://app.example.net",
        "http://localhost",
        "null",
        "file://",
        "https://",
        "https://a.example/b",
        "ws://a.example",
    ),
]
CROSS_SITE: dict[str, Any] = {
    "SAFEJWT_CROSS_SITE": True,
    "CSRF_TRUSTED_ORIGINS": ["https://app.example.net"],
}

DURATIONS = [
    *("SAFEJWT_ACCESS_TOKEN_LIFETIME", "SAFEJWT_IDLE_LIFETIME", "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME"),
    *("SAFEJWT_ABSOLUTE_LIFETIME", "SAFEJWT_REAUTHENTICATION_AGE", "SAFEJWT_ROTATION_GRACE"),
    *("SAFEJWT_ROTATION_INTERVAL", "SAFEJWT_DEVICE_LIFETIME"),
]
SECOND = timedelta(seconds=1)
# These were settings.
CONSTANTS = ("SAFEJWT_CLOCK_SKEW", "SAFEJWT_MAX_BODY_SIZE", "SAFEJWT_REFRESH_COOKIE_SAMESITE")
CLAIMS = ("iss", "aud", "sid", "gen", "auth_time", "iat", "exp", "nbf")
SERIALIZERS = (
    "UserSerializer",
    "safejwt.serializers.Nobody",
    "nowhere.UserSerializer",
    "safejwt.checks.keys.re",
    "",
    None,
)
OTHER = "safejwt.serializers.UserSerializer"
PERMISSION = "rest_framework.permissions.{}"
IS_VERIFIED = "safejwt.accounts.permissions.IsVerified"
DUMMY = "django.core.cache.backends.dummy.DummyCache"

WRONG: list[tuple[str, dict[str, Any]]] = [
    ("safejwt.E001", {"ACCESS_TOKEN_SECRET": ""}),
    ("safejwt.E001", {"ACCESS_TOKEN_SECRET": "short"}),
    ("safejwt.E002", {"REFRESH_TOKEN_SECRET": []}),
    ("safejwt.E002", {"REFRESH_TOKEN_SECRET": ["x" * 20]}),
    ("safejwt.E003", {"ACCESS_TOKEN_SECRET": "x" * 64}),
    ("safejwt.E003", {"REFRESH_TOKEN_SECRET": "django-insecure-0123456789012345678901234567890123456789"}),
    ("safejwt.E004", {"ACCESS_TOKEN_SECRET": "the-refresh-token-secret-of-the-tests-0123456789"}),
    ("safejwt.E004", {"SECRET_KEY": "the-refresh-token-secret-of-the-tests-0123456789"}),
    ("safejwt.E004", {"SECRET_KEY_FALLBACKS": ["the-refresh-token-secret-of-the-tests-0123456789"]}),
    ("safejwt.E004", {"ACCESS_TOKEN_SECRET": private("EdDSA"), "REFRESH_TOKEN_SECRET": private("EdDSA")}),
    (
        "safejwt.E004",
        {
            "ACCESS_TOKEN_SECRET": ["the-access-token-secret-of-the-tests-0123456789", public("ES256")],
            "REFRESH_TOKEN_SECRET": private("ES256"),
        },
    ),
    ("safejwt.E005", {"SAFEJWT_ACCESS_TOKEN_LIFETIME": timedelta(days=8)}),
    ("safejwt.E005", {"SAFEJWT_IDLE_LIFETIME": timedelta(days=91)}),
    ("safejwt.E006", {"CSRF_USE_SESSIONS": True}),
    ("safejwt.E006", {"CSRF_COOKIE_HTTPONLY": True}),
    ("safejwt.E007", {"SAFEJWT_COOKIE_SECURE": False, "SAFEJWT_REFRESH_COOKIE_NAME": "__Host-refreshtoken"}),
    ("safejwt.E007", {"CSRF_COOKIE_SECURE": False, "CSRF_COOKIE_NAME": "__Secure-csrf"}),
    ("safejwt.E009", {"ACCESS_TOKEN_SECRET": unusable("P-384")}),
    ("safejwt.E009", {"ACCESS_TOKEN_SECRET": [private("EdDSA"), unusable("encrypted")]}),
    ("safejwt.E009", {"REFRESH_TOKEN_SECRET": "-----BEGIN PRIVATE KEY-----"}),
    ("safejwt.E010", {"ACCESS_TOKEN_SECRET": unusable("RSA with 1024 bits")}),
    ("safejwt.E011", {"ACCESS_TOKEN_SECRET": public("RS256")}),
    ("safejwt.E011", {"REFRESH_TOKEN_SECRET": [public("EdDSA"), private("EdDSA")]}),
    *(("safejwt.E013", {"SAFEJWT_MAX_SESSIONS_PER_USER": value}) for value in (0, "5", 2.5, True)),
    ("safejwt.E014", {"CSRF_COOKIE_NAME": "__Host-csrftoken", "CSRF_COOKIE_DOMAIN": "example.com"}),
    ("safejwt.E014", {"CSRF_COOKIE_NAME": "__Host-csrftoken", "CSRF_COOKIE_PATH": "/users/"}),
    ("safejwt.E016", {**CROSS_SITE, "CSRF_COOKIE_SECURE": False}),
    ("safejwt.E016", {**CROSS_SITE, "SAFEJWT_COOKIE_SECURE": False}),
    ("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": []}),
    ("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": ["https://app.example.net", "https://*.example.net"]}),
    *(("safejwt.E017", {**CROSS_SITE, "CSRF_TRUSTED_ORIGINS": [origin]}) for origin in UNTRUSTWORTHY_ORIGINS),
    ("safejwt.E018", {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.E018", {"CORS_ORIGIN_ALLOW_ALL": True, "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.E020", {"ACCESS_TOKEN_SECRET": b"a secret of bytes that is long enough to be one"}),
    ("safejwt.E020", {"REFRESH_TOKEN_SECRET": [None]}),
    ("safejwt.E020", {"SAFEJWT_ISSUER": ""}),
    ("safejwt.E020", {"SAFEJWT_AUDIENCE": ["shop"]}),
    *(("safejwt.E021", {name: value}) for name in DURATIONS for value in (300, "5 minutes", None, -SECOND)),
    *(("safejwt.E021", {name: timedelta(0)}) for name in DURATIONS[:5]),
    ("safejwt.E021", {"SAFEJWT_ACCESS_TOKEN_LIFETIME": SECOND / 2}),
    ("safejwt.E021", {"SAFEJWT_ROTATION_GRACE": timedelta(days=100)}),
    ("safejwt.E021", {"SAFEJWT_ROTATION_INTERVAL": timedelta(days=2)}),
    ("safejwt.E022", {"SAFEJWT_PARALLEL_HASHES": 0}),
    ("safejwt.E022", {"SAFEJWT_PARALLEL_HASHES": "2"}),
    ("safejwt.E023", {"SAFEJWT_COOKIE_SECURE": "False"}),
    ("safejwt.E023", {"SAFEJWT_CROSS_SITE": 1}),
    ("safejwt.E023", {"SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS": "no"}),
    ("safejwt.E024", {"SAFEJWT_SESSION_CHECK": "databse"}),
    ("safejwt.E024", {"SAFEJWT_SESSION_CHECK": None}),
    *(("safejwt.E025", {"SAFEJWT_USER_ID_CLAIM": claim}) for claim in (*CLAIMS, "", None)),
    *(("safejwt.E026", {"SAFEJWT_USER_SERIALIZER": path}) for path in SERIALIZERS),
    *(("safejwt.E027", {"SAFEJWT_REFRESH_COOKIE_NAME": name}) for name in ("a b", "a;b", "a=b", "ä", "", None)),
    ("safejwt.E027", {"SAFEJWT_REFRESH_COOKIE_NAME": "__Host-csrftoken"}),
    ("safejwt.E027", {"SAFEJWT_DEVICE_COOKIE_NAME": "__Host-Http-refreshtoken"}),
    ("safejwt.E027", {"SAFEJWT_HINT_COOKIE_NAME": "__Host-Http-refreshtoken"}),
    ("safejwt.E027", {"CSRF_COOKIE_NAME": "sessionid"}),
    ("safejwt.E027", {"CSRF_COOKIE_NAME": "csrf token"}),
    *(("safejwt.E028", {"SAFEJWT_AUTH_HEADER_TYPES": value}) for value in ("Bearer", (), None, ["Bearer "], [b"x"])),
    ("safejwt.E035", {"USE_TZ": False}),
    ("safejwt.E035", {"USE_TZ": False, "TIME_ZONE": "Europe/Berlin"}),
    *(("safejwt.E060", {"SAFEJWT_ACCESS_TOKEN_CLAIMS": value}) for value in ("nowhere.claims", "", dict)),
    *(("safejwt.E061", {"SAFEJWT_LOGIN_SERIALIZER": value}) for value in (*SERIALIZERS, OTHER)),
    *(("safejwt.E061", {"SAFEJWT_REGISTER_SERIALIZER": value}) for value in (*SERIALIZERS, OTHER)),
    ("safejwt.W060", {"REST_FRAMEWORK": {}}),
    ("safejwt.W060", {"REST_FRAMEWORK": {"DEFAULT_PERMISSION_CLASSES": []}}),
    ("safejwt.W060", {"REST_FRAMEWORK": {"DEFAULT_PERMISSION_CLASSES": [PERMISSION.format("AllowAny")]}}),
    (
        "safejwt.E036",
        {"SAFEJWT_ROTATION_INTERVAL": timedelta(hours=1), "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME": timedelta(hours=1)},
    ),
    ("safejwt.E036", {"SAFEJWT_ROTATION_INTERVAL": timedelta(hours=7), "SAFEJWT_IDLE_LIFETIME": timedelta(hours=6)}),
    *(("safejwt.W066", {"SAFEJWT_ROTATION_INTERVAL": seconds * SECOND}) for seconds in (0, 10, 59)),
    *(("safejwt.W066", {"SAFEJWT_ROTATION_GRACE": seconds * SECOND}) for seconds in (0, 29)),
    *(("safejwt.W033", {name: "a value"}) for name in CONSTANTS),
    ("safejwt.W033", {"SAFEJWT_ACESS_TOKEN_LIFETIME": timedelta(minutes=1)}),
    ("safejwt.W034", {"CSRF_TRUSTED_ORIGINS": ["https://app.example.com", "https://*.example.com"]}),
    ("safejwt.W035", {"CORS_ALLOWED_ORIGIN_REGEXES": [r"^https://.*\.example\.com$"], "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.W035", {"CORS_ORIGIN_REGEX_WHITELIST": ["."], "CORS_ALLOW_CREDENTIALS": True}),
    ("safejwt.E030", {"SAFEJWT_CLEAR_SITE_DATA": ("cache", "cookies")}),
    ("safejwt.E030", {"SAFEJWT_CLEAR_SITE_DATA": "cache"}),
    ("safejwt.E030", {"SAFEJWT_CLEAR_SITE_DATA": ("*",)}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_RATE": "ten a minute"}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_ACCOUNT_RATE": "30/h;100/d"}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_ADDRESS_RATE": "60"}),
    ("safejwt.E031", {"SAFEJWT_REGISTER_RATE": "20/w"}),
    ("safejwt.E031", {"SAFEJWT_LOGIN_RATE": 10}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": -1}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": True}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": ["the proxy"]}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": ["10.0.0.1/8"]}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": None}),
    ("safejwt.E032", {"SAFEJWT_TRUSTED_PROXIES": "10.0.0.0/8"}),
    ("safejwt.E033", {"SAFEJWT_EVENT_HISTORY": 90}),
    ("safejwt.E033", {"SAFEJWT_EVENT_HISTORY": timedelta(0)}),
    ("safejwt.W030", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}}),
    ("safejwt.W030", {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}}),
    ("safejwt.W031", {"MIDDLEWARE": [], "AUTHENTICATION_BACKENDS": ["safejwt.backends.ModelBackend"]}),
    ("safejwt.W055", {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}),
    ("safejwt.W055", {"USE_X_FORWARDED_HOST": True}),
    ("safejwt.W055", {"USE_X_FORWARDED_PORT": True, "SAFEJWT_TRUSTED_PROXIES": []}),
    ("safejwt.W065", {"MIDDLEWARE": ["safejwt.middleware.ErrorMiddleware"]}),
    ("safejwt.W001", {"CSRF_COOKIE_SECURE": False}),
    ("safejwt.W001", {"SAFEJWT_COOKIE_SECURE": False}),
]


NONSENSE: list[object] = [None, True, 0, -1, 2.5, "", "x", b"x", [], ["x"], [None], {}, object(), timedelta(days=-1)]


def ids() -> list[str | None]:
    return [message.id for message in check_settings(None)]


def test_valid_settings_pass(settings: Any) -> None:
    settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    assert ids() == []


@pytest.mark.parametrize("name", ["CSRF_COOKIE_NAME", "SAFEJWT_REFRESH_COOKIE_NAME", "SAFEJWT_HINT_COOKIE_NAME"])
def test_cookies_have_the_host_prefix_in_production(settings: Any, name: str) -> None:
    for setting, secure in {**GOOD, "SAFEJWT_COOKIE_SECURE": True}.items():
        setattr(settings, setting, secure)
    for value in ("mine", "__Secure-mine"):
        setattr(settings, name, value)
        assert ids() == ["safejwt.W050"]
        settings.DEBUG = True
        assert ids() == []
        settings.DEBUG = False


def test_hint_cookie_may_not_be_hidden_from_scripts(settings: Any) -> None:
    settings.SAFEJWT_HINT_COOKIE_NAME = "__Host-Http-hint"
    assert "safejwt.E050" in ids()


@pytest.mark.parametrize(
    "origin", ["capacitor://localhost", "ionic://localhost", "tauri://localhost", "https://a.test:8443"]
)
def test_pages_of_native_apps_may_be_trusted(settings: Any, origin: str) -> None:
    for setting, value in {**GOOD, **CROSS_SITE, "CSRF_TRUSTED_ORIGINS": ["https://app.example.net", origin]}.items():
        setattr(settings, setting, value)
    assert ids() == []


def test_valid_cross_site_settings_pass(settings: Any) -> None:
    for name, value in {**GOOD, **CROSS_SITE}.items():
        setattr(settings, name, value)
    assert ids() == []


@pytest.mark.parametrize(("check_id", "changes"), WRONG, ids=lambda value: str(value)[:60])
def test_wrong_setting_has_id_and_hint(settings: Any, check_id: str, changes: dict[str, Any]) -> None:
    for name, value in {**GOOD, **changes}.items():
        setattr(settings, name, value)
    messages = [message for message in check_settings(None) if message.id == check_id]
    assert messages
    assert all(message.hint for message in messages)
    secrets = [str(value) for name, value in changes.items() if "SECRET" in name and len(value) > 10]
    assert not any(secret in str(message) for message in messages for secret in secrets)


@pytest.mark.parametrize(
    ("interval", "grace", "delay"), [(0, 60, "0"), (59, 60, "29.5"), (10, 4, "4"), (600, 29, "29")]
)
def test_short_rotation_interval_or_grace_names_the_delay_that_it_survives(
    settings: Any, interval: int, grace: int, delay: str
) -> None:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    settings.SAFEJWT_ROTATION_INTERVAL, settings.SAFEJWT_ROTATION_GRACE = interval * SECOND, grace * SECOND
    (message,) = check_settings(None)
    assert message.id == "safejwt.W066"
    assert f" takes longer than {delay} s," in message.msg


def test_every_setting_has_a_rule() -> None:
    for table in (conf, accounts_conf):
        settings = {each.name for each in vars(type(table)).values() if isinstance(each, Setting)}
        own = {name for name in settings if name.startswith("SAFEJWT_") or name.endswith("_TOKEN_SECRET")}
        assert own == set(declared(table))


def test_every_default_passes_its_rule() -> None:
    settings = [*vars(type(conf)).values(), *vars(type(accounts_conf)).values()]
    for setting in settings:
        if isinstance(setting, Setting) and setting.rule:
            default = setting.default() if callable(setting.default) else setting.default
            assert setting.rule.accepts(default), setting.name


def test_retired_session_check_gets_its_replacement(settings: Any) -> None:
    settings.SAFEJWT_SESSION_CHECK = "cache"
    (message,) = [message for message in check_settings(None) if message.id == "safejwt.E024"]
    assert message.msg == 'SAFEJWT_SESSION_CHECK must be one of "database", "none".'
    assert message.hint == 'For example "database", the default; it replaces "cache".'


@pytest.mark.parametrize("name", [*declared(conf), *declared(accounts_conf)])
def test_no_value_raises_in_checks(settings: Any, name: str) -> None:
    for value in NONSENSE:
        setattr(settings, name, value)
        check_settings(None)
        accounts_checks.check_settings(None)


def test_user_id_claim_cannot_be_another_claim(settings: Any) -> None:
    token = tokens.issue_access_token(
        user_id=1, sid=uuid4(), generation=1, now=datetime.now(UTC), authenticated_at=datetime.now(UTC)
    )
    payload = token.split(".")[1]
    claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert set(claims) - {"sub"} <= set(CLAIMS)


def test_misspelled_setting_gets_close_match(settings: Any) -> None:
    settings.SAFEJWT_ACESS_TOKEN_LIFETIME = timedelta(minutes=1)
    (message,) = [message for message in check_settings(None) if message.id == "safejwt.W033"]
    assert message.hint == "Did you mean SAFEJWT_ACCESS_TOKEN_LIFETIME?"


@pytest.mark.parametrize(
    "changes",
    [
        {"SAFEJWT_AUTH_HEADER_TYPES": ["Bearer", "Token"]},
        {"SAFEJWT_DEVICE_LIFETIME": timedelta(0)},
        {"SAFEJWT_ROTATION_INTERVAL": 60 * SECOND, "SAFEJWT_ROTATION_GRACE": 30 * SECOND},
        {"SAFEJWT_ROTATION_INTERVAL": timedelta(hours=23), "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME": timedelta(hours=24)},
        {"SAFEJWT_MAX_SESSIONS_PER_USER": None, "SAFEJWT_PARALLEL_HASHES": None, "SAFEJWT_EVENT_HISTORY": None},
        {"SAFEJWT_LOGIN_RATE": None, "SAFEJWT_REGISTER_RATE": "", "SAFEJWT_TRUSTED_PROXIES": ["10.0.0.0/8"]},
        {"SAFEJWT_CLEAR_SITE_DATA": ()},
        {"USE_TZ": False, "TIME_ZONE": "UTC"},
        {"SAFEJWT_ACCESS_TOKEN_CLAIMS": "tests.unit.test_claims.claims_of"},
        {"REST_FRAMEWORK": {"DEFAULT_PERMISSION_CLASSES": [PERMISSION.format("AllowAny"), IS_VERIFIED]}},
        {"SAFEJWT_SESSION_CHECK": "none", "SAFEJWT_USER_ID_CLAIM": "user_id"},
        {"CORS_ALLOWED_ORIGIN_REGEXES": ["."], "CORS_ALLOW_CREDENTIALS": False},
        {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "SAFEJWT_TRUSTED_PROXIES": 1},
    ],
    ids=str,
)
def test_valid_values_pass(settings: Any, changes: dict[str, Any]) -> None:
    for name, value in {**GOOD, **changes}.items():
        setattr(settings, name, value)
    assert ids() == []


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
def test_valid_keys_pass(settings: Any, algorithm: str) -> None:
    settings.CSRF_COOKIE_SECURE = True
    settings.CSRF_COOKIE_NAME = "__Host-csrftoken"
    settings.ACCESS_TOKEN_SECRET = [private(algorithm), settings.ACCESS_TOKEN_SECRET, public(algorithm, 1)]
    settings.REFRESH_TOKEN_SECRET = private(algorithm, 2)
    assert ids() == []


def test_missing_cryptography_package_is_reported(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "has_crypto", False)
    keys._key_ring.cache_clear()
    settings.ACCESS_TOKEN_SECRET = private("EdDSA")
    (message,) = [message for message in check_settings(None) if message.id == "safejwt.E012"]
    assert message.hint == "pip install django-safejwt[crypto]"


LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REDIS = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://localhost"}}


@pytest.mark.parametrize(
    ("caches", "workers", "expected"),
    [
        (LOCMEM, None, ["safejwt.W056"]),
        (LOCMEM, "4", ["safejwt.W056"]),
        (LOCMEM, "1", []),
        (REDIS, "4", []),
    ],
)
def test_processes_that_count_for_themselves_are_reported_before_a_deployment(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caches: Any, workers: str | None, expected: list[str]
) -> None:
    settings.CACHES = caches
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    if workers:
        monkeypatch.setenv("WEB_CONCURRENCY", workers)
    assert [message.id for message in check_production(None)] == expected
    assert "safejwt.W056" not in ids()
    registered = {message.id for message in run_checks(tags=[Tags.security], include_deployment_checks=True)}
    assert registered.issuperset(expected)


def test_placeholder_passes_in_development_only(settings: Any) -> None:
    settings.DEBUG = True
    settings.ACCESS_TOKEN_SECRET = "x" * 64
    assert ids() == []


@pytest.mark.parametrize("secret", ["xxxxxxxxxx", "0" * 64, "change-me-please", "my-CHANGEME-key", "your_secret_here"])
def test_secrets_of_examples_are_placeholders(secret: str) -> None:
    assert is_placeholder(secret)
