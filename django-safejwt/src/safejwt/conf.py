"""The only reader of Django's settings. Every value is read when it is used, so `override_settings` works."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Literal

from django.conf import settings

__all__ = ["conf", "parse_rates"]

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Conf:
    """Typed settings with safe defaults, a property each."""

    @staticmethod
    def _get(name: str, default: Any) -> Any:
        return getattr(settings, name, default)

    @staticmethod
    def _secrets(value: str | Sequence[str] | None) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else tuple(value or ())

    @property
    def given(self) -> dict[str, object]:
        """Every setting that is called as one of ours, as it was set, for the system checks."""
        own = ("SAFEJWT_", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
        return {name: getattr(settings, name) for name in dir(settings) if name.startswith(own)}

    @property
    def access_token_secrets(self) -> tuple[str, ...]:
        """`ACCESS_TOKEN_SECRET`: one secret, or a list of which the first signs and all verify."""
        return self._secrets(self._get("ACCESS_TOKEN_SECRET", ()))

    @property
    def refresh_token_secrets(self) -> tuple[str, ...]:
        """`REFRESH_TOKEN_SECRET`: one secret, or a list of which the first signs and all verify."""
        return self._secrets(self._get("REFRESH_TOKEN_SECRET", ()))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Django's `SECRET_KEY` and its fallbacks, the current one first."""
        return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))

    @property
    def debug(self) -> bool:
        return bool(settings.DEBUG)

    @property
    def issuer(self) -> str:
        return str(self._get("SAFEJWT_ISSUER", "safejwt"))

    @property
    def audience(self) -> str:
        return str(self._get("SAFEJWT_AUDIENCE", "safejwt"))

    @property
    def user_id_claim(self) -> str:
        """Name of the access token's claim that holds the user's primary key."""
        return str(self._get("SAFEJWT_USER_ID_CLAIM", "sub"))

    @property
    def auth_header_types(self) -> tuple[str, ...]:
        """Words accepted before the token in `Authorization`; letter case does not matter (RFC 9110 section 11.1)."""
        return tuple(self._get("SAFEJWT_AUTH_HEADER_TYPES", ("Bearer",)))

    @property
    def session_check(self) -> Literal["database", "none"]:
        """Where a protected request learns whether its session lives; `none` asks nobody and trusts the token."""
        value: Literal["database", "none"] = self._get("SAFEJWT_SESSION_CHECK", "database")
        return value

    @property
    def access_token_lifetime(self) -> timedelta:
        return self._duration("SAFEJWT_ACCESS_TOKEN_LIFETIME", timedelta(minutes=5))

    @property
    def idle_lifetime(self) -> timedelta:
        """A session that is not refreshed for this long ends."""
        return self._duration("SAFEJWT_IDLE_LIFETIME", timedelta(days=7))

    @property
    def unremembered_idle_lifetime(self) -> timedelta:
        """The same for a session that its browser is to forget: some never close, and some restore session cookies."""
        return self._duration("SAFEJWT_UNREMEMBERED_IDLE_LIFETIME", timedelta(days=1))

    @property
    def absolute_lifetime(self) -> timedelta:
        """A session ends this long after login, however much it is used (OWASP ASVS 7.3.2)."""
        return self._duration("SAFEJWT_ABSOLUTE_LIFETIME", timedelta(days=90))

    @property
    def reauthentication_age(self) -> timedelta:
        """How long after login, or after the password was asked for again, sensitive actions need nothing more."""
        return self._duration("SAFEJWT_REAUTHENTICATION_AGE", timedelta(minutes=10))

    @property
    def reauthenticate_to_end_sessions(self) -> bool:
        return bool(self._get("SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS", False))

    @property
    def max_sessions_per_user(self) -> int | None:
        """With one more, the least recently used session of that person is ended; `None` sets no limit."""
        value: int | None = self._get("SAFEJWT_MAX_SESSIONS_PER_USER", None)
        return value

    @property
    def rotation_grace(self) -> timedelta:
        """How long a predecessor is still answered after its successor was seen.

        Chromium writes cookies to disk up to 30 s late, so a browser that crashed comes back with the previous one.
        """
        return self._duration("SAFEJWT_ROTATION_GRACE", timedelta(seconds=60))

    @property
    def rotation_interval(self) -> timedelta:
        """A refresh token younger than this is answered with itself instead of being rotated; zero rotates at each use."""
        return self._duration("SAFEJWT_ROTATION_INTERVAL", timedelta(0))

    @property
    def clock_skew(self) -> timedelta:
        """How far in the future another server's `iat` may lie."""
        return self._duration("SAFEJWT_CLOCK_SKEW", timedelta(seconds=60))

    def _duration(self, name: str, default: timedelta) -> timedelta:
        value: timedelta = self._get(name, default)
        return value

    @property
    def cookie_secure(self) -> bool:
        """Whether the refresh cookie is `Secure`; off under DEBUG, where WebKit would drop it on http://localhost."""
        return bool(self._get("SAFEJWT_COOKIE_SECURE", not self.debug))

    @property
    def refresh_cookie_name(self) -> str:
        default = "__Host-Http-refreshtoken" if self.cookie_secure else "refreshtoken"
        return str(self._get("SAFEJWT_REFRESH_COOKIE_NAME", default))

    @property
    def cross_site(self) -> bool:
        """Whether the app is served from another registrable domain than the API, and the cookies have to go there too."""
        return bool(self._get("SAFEJWT_CROSS_SITE", False))

    @property
    def refresh_cookie_samesite(self) -> Literal["Strict", "Lax", "None"]:
        default = "None" if self.cross_site else "Strict"
        value: Literal["Strict", "Lax", "None"] = self._get("SAFEJWT_REFRESH_COOKIE_SAMESITE", default)
        return value

    @property
    def csrf_cookie_name(self) -> str:
        return str(settings.CSRF_COOKIE_NAME)

    @property
    def csrf_cookie_secure(self) -> bool:
        return bool(settings.CSRF_COOKIE_SECURE)

    @property
    def csrf_cookie_httponly(self) -> bool:
        return bool(settings.CSRF_COOKIE_HTTPONLY)

    @property
    def csrf_cookie_path(self) -> str:
        return str(settings.CSRF_COOKIE_PATH)

    @property
    def csrf_cookie_domain(self) -> str:
        """Empty where the cookie belongs to its host alone."""
        return str(settings.CSRF_COOKIE_DOMAIN or "")

    @property
    def csrf_trusted_origins(self) -> tuple[str, ...]:
        """Origins besides the API's own that may call it, with scheme and port."""
        return tuple(settings.CSRF_TRUSTED_ORIGINS)

    @property
    def cors_answers_any_origin(self) -> bool:
        """Whether django-cors-headers lets every site read answers to requests with cookies."""
        everybody = self._get("CORS_ALLOW_ALL_ORIGINS", self._get("CORS_ORIGIN_ALLOW_ALL", False))
        return bool(everybody and self._get("CORS_ALLOW_CREDENTIALS", False))

    @property
    def cors_answers_patterns(self) -> bool:
        """Whether django-cors-headers lets all that a regular expression matches read answers to requests with cookies."""
        patterns = self._get("CORS_ALLOWED_ORIGIN_REGEXES", self._get("CORS_ORIGIN_REGEX_WHITELIST", ()))
        return bool(patterns and self._get("CORS_ALLOW_CREDENTIALS", False))

    @property
    def other_cookie_names(self) -> tuple[str, ...]:
        """The cookies that Django's own pages set."""
        return (str(settings.SESSION_COOKIE_NAME), str(settings.LANGUAGE_COOKIE_NAME))

    @property
    def use_tz(self) -> bool:
        return bool(settings.USE_TZ)

    @property
    def csrf_use_sessions(self) -> bool:
        return bool(settings.CSRF_USE_SESSIONS)

    @property
    def csrf_header(self) -> str:
        """The CSRF header's name in `request.META`."""
        return str(settings.CSRF_HEADER_NAME)

    @property
    def clear_site_data(self) -> tuple[str, ...]:
        """What a browser is told to forget at logout, in `Clear-Site-Data`; never its cookies, see checks.py."""
        return tuple(self._get("SAFEJWT_CLEAR_SITE_DATA", ("cache", "storage")))

    @property
    def max_body_size(self) -> int:
        """Bytes of JSON that the endpoints of this package take."""
        return int(self._get("SAFEJWT_MAX_BODY_SIZE", 64 * 1024))

    @property
    def user_serializer(self) -> str:
        """Dotted path of the serializer that shows a person to himself."""
        return str(self._get("SAFEJWT_USER_SERIALIZER", "safejwt.serializers.UserSerializer"))

    @property
    def request_id_header(self) -> str | None:
        """Name of the header in which a trusted proxy sends the request's id; `None` where there is no such proxy."""
        value: str | None = self._get("SAFEJWT_REQUEST_ID_HEADER", None)
        return value

    @property
    def login_rate(self) -> str | None:
        """Failed logins for one account from one address, as `number/s|m|h|d`; several with commas between."""
        return self._rate("SAFEJWT_LOGIN_RATE", "10/m")

    @property
    def login_account_rate(self) -> str | None:
        """The same for one account from everywhere, but for the browsers its owner has used."""
        return self._rate("SAFEJWT_LOGIN_ACCOUNT_RATE", "30/h,100/d")

    @property
    def login_address_rate(self) -> str | None:
        """The same for all accounts from one address."""
        return self._rate("SAFEJWT_LOGIN_ADDRESS_RATE", "60/m,600/h")

    @property
    def register_rate(self) -> str | None:
        """Registrations from one address, as `number/s|m|h|d`."""
        return self._rate("SAFEJWT_REGISTER_RATE", "20/h")

    def _rate(self, name: str, default: str) -> str | None:
        value: str | None = self._get(name, default)
        return value

    @property
    def parallel_hashes(self) -> int | None:
        """Passwords that one process hashes at a time; `None` sets no limit."""
        value: int | None = self._get("SAFEJWT_PARALLEL_HASHES", 2)
        return value

    @property
    def middleware(self) -> tuple[str, ...]:
        """Django's `MIDDLEWARE`."""
        return tuple(settings.MIDDLEWARE)

    @property
    def trusted_proxies(self) -> int | tuple[str, ...]:
        """How many proxies stand before this server, or their networks; zero reads no `X-Forwarded-For`."""
        value: int | Sequence[str] = self._get("SAFEJWT_TRUSTED_PROXIES", 0)
        return value if isinstance(value, int) else tuple(value)

    @property
    def event_history(self) -> timedelta | None:
        """How long people's security events are kept in the database; `None` keeps none."""
        value: timedelta | None = self._get("SAFEJWT_EVENT_HISTORY", None)
        return value

    @property
    def device_cookie_name(self) -> str:
        default = "__Host-Http-device" if self.cookie_secure else "device"
        return str(self._get("SAFEJWT_DEVICE_COOKIE_NAME", default))

    @property
    def device_lifetime(self) -> timedelta:
        """How long a browser counts as known after a login in it; zero knows none."""
        return self._duration("SAFEJWT_DEVICE_LIFETIME", timedelta(days=180))


conf = Conf()


def parse_rates(rates: str | None) -> list[tuple[int, int]]:
    """The (tries, seconds) of `10/m`, or of several with commas between; none for an empty text and None.

    Raises:
        ValueError: it is no rate.
    """
    found = []
    for rate in (rates or "").replace(" ", "").split(",") if rates else ():
        match = re.fullmatch(r"(\d+)/([smhd])", rate)
        if match is None:
            raise ValueError(f"{rate!r} is not a rate; write a number, a slash and s, m, h or d: 10/m")
        found.append((int(match[1]), _SECONDS[match[2]]))
    return found
