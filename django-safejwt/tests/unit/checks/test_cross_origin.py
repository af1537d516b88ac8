"""What an app on another origin needs: each missing piece is named, and each correct configuration is silent."""

from typing import Any

import pytest
from django.apps import apps
from safejwt.checks import check_settings
from safejwt.checks.cross_origin import check_cross_origin

CORS = "corsheaders.middleware.CorsMiddleware"
APP = "https://app.example.com"
ELSEWHERE = "https://app.example.net"
HEADERS = ["authorization", "content-type", "x-csrftoken"]
# As docs/guides/cross-origin.md sets up each of the two arrangements.
SAME_SITE: dict[str, Any] = {
    "ALLOWED_HOSTS": ["api.example.com"],
    "CSRF_TRUSTED_ORIGINS": [APP],
    "CORS_ALLOWED_ORIGINS": [APP],
    "CORS_ALLOW_CREDENTIALS": True,
    "CORS_ALLOW_HEADERS": HEADERS,
}
ANOTHER_SITE: dict[str, Any] = {
    **SAME_SITE,
    "CSRF_TRUSTED_ORIGINS": [ELSEWHERE],
    "CORS_ALLOWED_ORIGINS": [ELSEWHERE],
    "SAFEJWT_CROSS_SITE": True,
}
DEVELOPMENT: dict[str, Any] = {
    "DEBUG": True,
    "ALLOWED_HOSTS": [],
    "CSRF_TRUSTED_ORIGINS": ["http://localhost:3000"],
    "CORS_ALLOWED_ORIGINS": ["http://localhost:3000"],
    "CORS_ALLOW_CREDENTIALS": True,
}
NATIVE = "capacitor://localhost"
PARTNER = "https://partner.example.org"


def without(known: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name not in names}


CORRECT: dict[str, dict[str, Any]] = {
    "one origin": {"CSRF_TRUSTED_ORIGINS": [], "CORS_ALLOWED_ORIGINS": []},
    "one origin behind a proxy that ends TLS": {"CSRF_TRUSTED_ORIGINS": [APP], "ALLOWED_HOSTS": ["app.example.com"]},
    "the own origin in both lists": {
        **SAME_SITE,
        "ALLOWED_HOSTS": ["app.example.com"],
        "CORS_ALLOW_CREDENTIALS": False,
    },
    "public data for everybody": {"CORS_ALLOW_ALL_ORIGINS": True, "CSRF_TRUSTED_ORIGINS": [APP]},
    "public data for a partner": {"CORS_ALLOWED_ORIGINS": [PARTNER], "CSRF_TRUSTED_ORIGINS": [APP]},
    "credentials for no origin": {"CORS_ALLOW_CREDENTIALS": True},
    "same site": SAME_SITE,
    "same site, and the package's own headers": without(SAME_SITE, "CORS_ALLOW_HEADERS"),
    "same site, by the old names": {
        **without(SAME_SITE, "CORS_ALLOWED_ORIGINS"),
        "CORS_ORIGIN_WHITELIST": (APP,),
    },
    "same site, trusted by a wildcard": {**SAME_SITE, "CSRF_TRUSTED_ORIGINS": ["https://*.example.com"]},
    "same site, and a partner": {**SAME_SITE, "CORS_ALLOWED_ORIGINS": [PARTNER, APP]},
    "same site, and the admin on another host": {
        **SAME_SITE,
        "CSRF_TRUSTED_ORIGINS": [APP, "https://admin.example.com"],
    },
    "same site, and an app in development": {
        **SAME_SITE,
        "CSRF_TRUSTED_ORIGINS": [APP, "http://localhost:3000"],
        "CORS_ALLOWED_ORIGINS": [APP, "http://localhost:3000"],
    },
    "same site, for every host below a domain": {**SAME_SITE, "ALLOWED_HOSTS": [".example.com"]},
    "same site, for any host": {**SAME_SITE, "ALLOWED_HOSTS": ["*"]},
    "a proxy that replaces the Host": {**SAME_SITE, "ALLOWED_HOSTS": ["backend", "health.example.org"]},
    "a cluster": {**SAME_SITE, "ALLOWED_HOSTS": ["api.default.svc.cluster.local"]},
    "another header for the access token": {
        **SAME_SITE,
        "CORS_ALLOW_HEADERS": ["x-authorization", "content-type", "x-csrftoken"],
    },
    "another CSRF header": {
        **SAME_SITE,
        "CSRF_HEADER_NAME": "HTTP_X_XSRF_TOKEN",
        "CORS_ALLOW_HEADERS": ["Authorization", "Content-Type", "X-XSRF-Token"],
    },
    "CORS for these paths only": {**SAME_SITE, "CORS_URLS_REGEX": r"^/(users|api)/"},
    "development on two ports": DEVELOPMENT,
    "development in a network": {
        **DEVELOPMENT,
        "CSRF_TRUSTED_ORIGINS": ["http://192.168.0.5:3000"],
        "CORS_ALLOWED_ORIGINS": ["http://192.168.0.5:3000"],
    },
    "development with names": {**DEVELOPMENT, "ALLOWED_HOSTS": ["localhost", "api.example.com"]},
    "plain http in an intranet": {
        **SAME_SITE,
        "CSRF_TRUSTED_ORIGINS": ["http://app.example.com"],
        "CORS_ALLOWED_ORIGINS": ["http://app.example.com"],
        "SAFEJWT_COOKIE_SECURE": False,
    },
    "previews below a domain": {
        **without(SAME_SITE, "CORS_ALLOWED_ORIGINS"),
        "CORS_ALLOWED_ORIGIN_REGEXES": [r"^https://[a-z0-9-]+\.example\.com$"],
        "CSRF_TRUSTED_ORIGINS": ["https://*.example.com"],
    },
    "another site": ANOTHER_SITE,
    "another site, and a native app": {
        **ANOTHER_SITE,
        "CSRF_TRUSTED_ORIGINS": [ELSEWHERE, NATIVE],
        "CORS_ALLOWED_ORIGINS": [ELSEWHERE, NATIVE],
    },
    "a native app beside an app on one origin": {
        **ANOTHER_SITE,
        "CSRF_TRUSTED_ORIGINS": ["https://api.example.com", NATIVE],
        "CORS_ALLOWED_ORIGINS": [NATIVE],
    },
}
LOCAL = {"CORS_ALLOWED_ORIGINS": ["http://localhost:3000"], "CORS_ALLOW_CREDENTIALS": True}
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    # The id, the settings, what the message names, and what the hint says to write.
    (
        "W037",
        LOCAL,
        "CSRF_TRUSTED_ORIGINS lists none",
        'CSRF_TRUSTED_ORIGINS to the origins of the app, for example ["http',
    ),
    ("W037", {**SAME_SITE, "CSRF_TRUSTED_ORIGINS": []}, APP, f'["{APP}"]'),
    ("W037", {**SAME_SITE, "CSRF_TRUSTED_ORIGINS": ["https://app.example.com:8443"]}, APP, f'["{APP}"]'),
    ("W036", without(SAME_SITE, "CORS_ALLOW_CREDENTIALS"), "have cookies", "CORS_ALLOW_CREDENTIALS to True"),
    ("W036", without(ANOTHER_SITE, "CORS_ALLOW_CREDENTIALS"), ELSEWHERE, "CORS_ALLOW_CREDENTIALS to True"),
    ("W036", {**SAME_SITE, "CORS_ALLOW_HEADERS": ["content-type"]}, "authorization and x-csrftoken", "Add to"),
    ("W036", {**SAME_SITE, "CORS_ALLOW_HEADERS": ["*"]}, "authorization and content-type and x-csrftoken", "Add to"),
    ("W036", {**SAME_SITE, "CSRF_HEADER_NAME": "HTTP_X_XSRF"}, "lacks x-xsrf.", "CORS_ALLOW_HEADERS: x-xsrf."),
    (
        "W036",
        {**ANOTHER_SITE, "CORS_ALLOWED_ORIGINS": [PARTNER]},
        "lists none of CSRF_TRUSTED_ORIGINS",
        f'["{ELSEWHERE}"]',
    ),
    ("W036", without(ANOTHER_SITE, "CORS_ALLOWED_ORIGINS"), ELSEWHERE, f'["{ELSEWHERE}"]'),
    ("W036", {**SAME_SITE, "CORS_URLS_REGEX": r"^/api/.*$"}, "/users/token/", "Extend CORS_URLS_REGEX"),
    (
        "W038",
        without(ANOTHER_SITE, "SAFEJWT_CROSS_SITE"),
        "another site than api.example.com",
        "SAFEJWT_CROSS_SITE to True",
    ),
    (
        "W038",
        {
            **SAME_SITE,
            "CSRF_TRUSTED_ORIGINS": ["http://app.example.com"],
            "CORS_ALLOWED_ORIGINS": ["http://app.example.com"],
        },
        "plain http",
        "SAFEJWT_COOKIE_SECURE to False",
    ),
]


@pytest.fixture(autouse=True)
def _cors(settings: Any) -> None:
    settings.MIDDLEWARE = [CORS, *settings.MIDDLEWARE]


def use(settings: Any, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("name", CORRECT)
def test_correct_configuration_is_silent(settings: Any, name: str) -> None:
    use(settings, CORRECT[name])
    assert list(check_cross_origin()) == []


@pytest.mark.parametrize(("check_id", "changes", "problem", "fix"), MISTAKES, ids=lambda value: str(value)[:40])
def test_mistake_is_named_with_what_to_write(
    settings: Any, check_id: str, changes: dict[str, Any], problem: str, fix: str
) -> None:
    use(settings, changes)
    (found,) = check_cross_origin()
    assert found.id == f"safejwt.{check_id}"
    assert problem in found.msg
    assert fix in str(found.hint)
    assert found.id in {message.id for message in check_settings(None)}


def test_each_missing_piece_is_named(settings: Any) -> None:
    use(settings, {"SAFEJWT_CROSS_SITE": True, "CSRF_TRUSTED_ORIGINS": [ELSEWHERE], "CORS_ALLOW_HEADERS": []})
    hints = " ".join(str(each.hint) for each in check_cross_origin())
    assert hints == (
        f'Set CORS_ALLOWED_ORIGINS to the origins of the app, for example ["{ELSEWHERE}"].'
        " Set CORS_ALLOW_CREDENTIALS to True."
        " Add to CORS_ALLOW_HEADERS: authorization, content-type, x-csrftoken."
    )


def test_middleware_is_missing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "corsheaders")
    settings.MIDDLEWARE.remove(CORS)
    use(settings, SAME_SITE)
    (found,) = check_cross_origin()
    assert (found.id, str(found.hint)) == ("safejwt.W036", f'Put "{CORS}" first in MIDDLEWARE.')


@pytest.mark.parametrize("changes", [each[1] for each in MISTAKES], ids=lambda value: str(value)[:40])
def test_without_django_cors_headers_nothing_is_known(settings: Any, changes: dict[str, Any]) -> None:
    use(settings, changes)
    settings.MIDDLEWARE.remove(CORS)
    assert list(check_cross_origin()) == []


def test_origins_that_a_receiver_allows_are_not_known(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    signals = pytest.importorskip("corsheaders.signals")
    use(settings, {**without(ANOTHER_SITE, "CORS_ALLOWED_ORIGINS"), "CORS_URLS_REGEX": r"^/api/.*$"})

    def allow(sender: Any, request: Any, **kwargs: Any) -> bool:
        return True

    signals.check_request_enabled.connect(allow)
    try:
        assert list(check_cross_origin()) == []
    finally:
        signals.check_request_enabled.disconnect(allow)


@pytest.mark.parametrize("value", ["https://app.example.com", None, 1, [None], ["null"], ["file://"], [""]])
def test_no_value_raises(settings: Any, value: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = value
    settings.CORS_ALLOW_CREDENTIALS = True
    assert list(check_cross_origin()) == []
