"""Every setting of this package: its name, its default and the rule for its value. Its description is below it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from ipaddress import ip_network
from typing import Any, Final, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from .setting import TOKEN, Rule, Setting, are_importable, matches

__all__ = ["conf"]


def _as_secrets(value: Any) -> tuple[Any, ...]:
    # A missing secret has check ids of its own, E001 and E002.
    return tuple(value) if isinstance(value, list | tuple) else (value,) if value else ()


def _are_secrets(value: object) -> bool:
    return all(isinstance(item, str) for item in _as_secrets(value))


def _is_request_id_header(value: object) -> bool:
    # The value is logged. Web servers drop a header with an underscore, or take it for a hyphen.
    secret = {"authorization", "cookie", settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-").lower()}
    return matches(value, "[A-Za-z0-9-]+") and str(value).lower() not in secret


def _are_proxies(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return type(value) is int and value >= 0
    try:
        return all(isinstance(item, str) and ip_network(item) for item in value)
    except ValueError:
        return False


_ZERO, _SECOND, _DAY = timedelta(0), timedelta(seconds=1), timedelta(days=1)
_SECRETS = Rule("safejwt.E020", "a string or a list of strings", "the output of safejwt_generate_key", _are_secrets)
_NAME = Rule.text("safejwt.E020", "a string that is not empty", "safejwt")
# Times in tokens are whole seconds: a token with a shorter lifetime would expire when it is issued.
_LIFETIME = Rule.duration("safejwt.E021", _SECOND)
# A stolen token is not noticed during the grace period, nor during the interval.
_UP_TO_A_DAY = Rule.duration("safejwt.E021", _ZERO, _DAY)
_BOOLEAN = Rule.boolean("safejwt.E023")
_CHECK = Rule.choice("safejwt.E024", "database", "none", example='"database", the default; it replaces "cache"')
# Not the other claims of our tokens, nor those with a meaning in RFC 7519 section 4.1.
_OTHER_CLAIMS: Final = "(?!(iss|aud|sid|gen|tenant|auth_time|amr|iat|exp|nbf|jti)$)(?s:.+)"
_CLAIM = Rule.text("safejwt.E025", "a claim name without another meaning", "sub", _OTHER_CLAIMS)
_SERIALIZER = Rule.importable(
    "safejwt.E026", "the dotted path of a serializer", "safejwt.serializers.UserSerializer", "to_representation"
)
_QUESTION = Rule.importable("safejwt.E040", "the dotted path of a function", "shop.users.may_sign_in")
_LOGIN = Rule.importable(
    "safejwt.E061", "the dotted path of a subclass of LoginSerializer", "shop.users.LoginSerializer", "credentials"
)
_REGISTER = Rule.importable(
    "safejwt.E061", "the dotted path of a subclass of RegisterSerializer", "shop.RegisterSerializer", "fields_of_user"
)
_ADOPTED = Rule(
    "safejwt.E070",
    "a list of dotted paths of subclasses of ForeignLogin, whose packages are in INSTALLED_APPS",
    '["safejwt.contrib.adopt.simplejwt.SimpleJWT"]',
    are_importable("redeem"),
)
_CLAIMS = Rule.importable("safejwt.E060", "the dotted path of a function", "shop.users.claims_of")
_COOKIE = Rule.text("safejwt.E027", "the name of a cookie", "refreshtoken", TOKEN)
# What the default names of cookies depend on.
_OF_COOKIES: Final = ("SAFEJWT_COOKIE_SECURE", "DEBUG")
_SCHEMES = Rule.words("safejwt.E028", "a list of words that is not empty", '("Bearer",)', TOKEN, 1)
# For "cookies" and "*" Chromium would delete the cookies of the whole registrable domain.
_NOT_COOKIES: Final = "cache|storage|clientHints|prefetchCache|prerenderCache"
_CLEARABLE = Rule.words("safejwt.E030", "a list of data types without the cookies", '("cache",), or ()', _NOT_COOKIES)
_SESSIONS = Rule.integer("safejwt.E013", 5).or_none()
_RETRIES = Rule.integer("safejwt.E013", 10).or_none()
_RATES = Rule.rates("safejwt.E031")
_HISTORY = Rule.duration("safejwt.E033", _SECOND).or_none()
_PROXIES = Rule("safejwt.E032", "a number of proxies or a list of networks", '1, or ["10.0.0.0/8"]', _are_proxies)
_HEADER = Rule("safejwt.E019", "a header that holds no secret", '"X-Request-ID"', _is_request_id_header)


class Conf:
    access_token_secrets = Setting[tuple[str, ...]]("ACCESS_TOKEN_SECRET", (), _SECRETS, _as_secrets)
    """Signs access tokens. A secret of at least 32 bytes, or a PEM key. In a list the first signs and all verify."""
    refresh_token_secrets = Setting[tuple[str, ...]]("REFRESH_TOKEN_SECRET", (), _SECRETS, _as_secrets)
    """Signs refresh tokens. As `ACCESS_TOKEN_SECRET`, with other values."""
    access_token_lifetime = Setting("SAFEJWT_ACCESS_TOKEN_LIFETIME", timedelta(minutes=5), _LIFETIME)
    """How long an access token is valid. A lower value holds for tokens that were issued before, too."""
    idle_lifetime = Setting("SAFEJWT_IDLE_LIFETIME", timedelta(days=7), _LIFETIME)
    """A session expires if it is not refreshed for this long. A lower value holds from the next refresh of a session."""
    unremembered_idle_lifetime = Setting("SAFEJWT_UNREMEMBERED_IDLE_LIFETIME", _DAY, _LIFETIME)
    """The same for a login with `"remember": false`. Its cookie is a session cookie, which some browsers restore."""
    absolute_lifetime = Setting("SAFEJWT_ABSOLUTE_LIFETIME", timedelta(days=90), _LIFETIME)
    """A session expires this long after login, even if it is in use (OWASP ASVS 7.3.2). A lower value holds from the next
    refresh of a session."""
    admin_idle_lifetime = Setting("SAFEJWT_ADMIN_IDLE_LIFETIME", timedelta(minutes=30), _LIFETIME)
    """The Django session of a staff user, such as a login to the admin, expires if it is not used for this long. Enforced
    by `safejwt.middleware.DjangoSessionMiddleware`. `SESSION_COOKIE_AGE` limits all Django sessions."""
    admin_lifetime = Setting("SAFEJWT_ADMIN_LIFETIME", timedelta(hours=12), _LIFETIME)
    """The Django session of a staff user expires this long after login, even if it is in use."""
    reauthentication_age = Setting("SAFEJWT_REAUTHENTICATION_AGE", timedelta(minutes=10), _LIFETIME)
    """How long after login or re-authentication sensitive actions are allowed; then 403 `reauthentication_required`."""
    reauthenticate_to_end_sessions = Setting("SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS", False, _BOOLEAN)
    """Whether ending one session, all others, or all (`logout/everywhere/`) is a sensitive action."""
    max_sessions_per_user = Setting[int | None]("SAFEJWT_MAX_SESSIONS_PER_USER", 50, _SESSIONS)
    """A login beyond this number ends the user's least recently used session. `None` sets no limit."""
    session_check = Setting[Literal["database", "none"]]("SAFEJWT_SESSION_CHECK", "database", _CHECK)
    """How a protected request checks its session. `"database"`: with one query. `"none"`: an access token is valid until it
    expires, and two lost responses in a row end the session (docs/explanation/rotation.md)."""
    user_authentication_rule = Setting[Callable[[Any], bool] | None](
        "SAFEJWT_USER_AUTHENTICATION_RULE",
        None,
        _QUESTION.or_none(),
        lambda name: import_string(name) if name else None,
    )
    """A function that takes a user and returns whether they may be signed in. It is asked at login, at each check and at
    each refresh. `None` asks the user's authentication backend, as Django does. See docs/explanation/security.md."""
    rotation_grace = Setting("SAFEJWT_ROTATION_GRACE", timedelta(seconds=60), _UP_TO_A_DAY)
    """How long the previous refresh token is accepted after its successor was seen; until then without limit. A browser
    that crashes within 30 s may send the previous token. See docs/explanation/rotation.md."""
    rotation_interval = Setting("SAFEJWT_ROTATION_INTERVAL", timedelta(seconds=60), _UP_TO_A_DAY)
    """A refresh token is returned again, not rotated, until this long after its rotation and its first use. At least twice
    the longest time between a request and its response. Zero rotates at each use. See docs/explanation/rotation.md."""
    max_retries_elsewhere = Setting[int | None]("SAFEJWT_MAX_RETRIES_ELSEWHERE", None, _RETRIES)
    """Generations in a row in which a refresh token may be presented again from another client network or browser. One
    more ends the session with the alarm of a reuse. `None` only records the event. See docs/explanation/security.md."""
    issuer = Setting("SAFEJWT_ISSUER", "safejwt", _NAME)
    """The claim `iss` of access tokens, compared exactly."""
    audience = Setting("SAFEJWT_AUDIENCE", "safejwt", _NAME)
    """The claim `aud` of access tokens, compared exactly."""
    user_id_claim = Setting("SAFEJWT_USER_ID_CLAIM", "sub", _CLAIM)
    """The claim of access tokens that holds the user's primary key."""
    auth_header_types = Setting[tuple[str, ...]]("SAFEJWT_AUTH_HEADER_TYPES", ("Bearer",), _SCHEMES)
    """The schemes accepted in `Authorization`, in upper or lower case (RFC 9110 section 11.1)."""
    cookie_secure = Setting[bool]("SAFEJWT_COOKIE_SECURE", lambda: not settings.DEBUG, _BOOLEAN, depends_on=("DEBUG",))
    """The attribute `Secure` of the refresh and device cookies. WebKit drops such cookies on http://localhost."""
    refresh_cookie_name = Setting[str](
        "SAFEJWT_REFRESH_COOKIE_NAME",
        lambda: "__Host-Http-refreshtoken" if conf.cookie_secure else "refreshtoken",
        _COOKIE,
        depends_on=_OF_COOKIES,
    )
    """Two projects on one host need different names: cookies ignore the port."""
    device_cookie_name = Setting[str](
        "SAFEJWT_DEVICE_COOKIE_NAME",
        lambda: "__Host-Http-device" if conf.cookie_secure else "device",
        _COOKIE,
        depends_on=_OF_COOKIES,
    )
    """The cookie of a trusted device. Two projects on one host need different names."""
    hint_cookie_name = Setting[str](
        "SAFEJWT_HINT_COOKIE_NAME",
        lambda: "__Host-session-hint" if conf.cookie_secure else "session-hint",
        _COOKIE,
        depends_on=_OF_COOKIES,
    )
    """A cookie for scripts beside the refresh cookie, without a secret: there may be a session. Two projects on one host
    need different names. safejwt-js looks for `session-hint` in the name."""
    device_lifetime = Setting("SAFEJWT_DEVICE_LIFETIME", timedelta(days=180), Rule.duration("safejwt.E021", _ZERO))
    """How long a browser is a trusted device of a user after a login. Zero sets no cookie."""
    cross_site = Setting("SAFEJWT_CROSS_SITE", False, _BOOLEAN)
    """Whether the app is on another registrable domain than the API. The refresh, device and CSRF cookies then are
    `SameSite=None; Secure; Partitioned`, whatever `CSRF_COOKIE_SAMESITE` is. See docs/deploy/cross-site.md."""
    clear_site_data = Setting[tuple[str, ...]]("SAFEJWT_CLEAR_SITE_DATA", (), _CLEARABLE)
    """What a browser deletes at logout (`Clear-Site-Data`). `()` sends no header. Each word has a price: see
    docs/guides/sessions.md."""
    access_token_claims = Setting[Callable[[Any, Any], Mapping[str, Any]] | None](
        "SAFEJWT_ACCESS_TOKEN_CLAIMS", None, _CLAIMS.or_none(), lambda name: import_string(name) if name else None
    )
    """A function that takes a user and their session (`safejwt.models.RefreshToken`) and returns claims to add to the
    access token, as JSON of at most 1024 bytes. See docs/guides/customizing.md."""
    adopt = Setting[tuple[str, ...]]("SAFEJWT_ADOPT", (), _ADOPTED)
    """The kinds of logins that `adopt/` exchanges for a session, the preferred one first: Django's session, and
    credentials of other packages. `()` turns `adopt/` off. See docs/guides/adopting.md."""
    login_serializer = Setting("SAFEJWT_LOGIN_SERIALIZER", "safejwt.serializers.LoginSerializer", _LOGIN)
    """The serializer of a login. Its fields reach the authentication backends. See docs/guides/customizing.md."""
    register_serializer = Setting("SAFEJWT_REGISTER_SERIALIZER", "safejwt.serializers.RegisterSerializer", _REGISTER)
    """The serializer of `RegisterView`. See docs/guides/customizing.md."""
    user_serializer = Setting("SAFEJWT_USER_SERIALIZER", "safejwt.serializers.UserSerializer", _SERIALIZER)
    """The serializer of the current user. It must have the field `id`, and gets the context `request`, `view`, `format`."""
    login_rate = Setting[str | None]("SAFEJWT_LOGIN_RATE", "10/m", _RATES)
    """Failed logins to one account from one client network, and wrong values of one user's `current_password`. Several
    rates are separated by commas. `None` sets no limit."""
    login_account_rate = Setting[str | None]("SAFEJWT_LOGIN_ACCOUNT_RATE", "30/h,100/d", _RATES)
    """Failed logins to one account from all client networks, without the user's trusted devices (docs/explanation/security.md)."""
    login_address_rate = Setting[str | None]("SAFEJWT_LOGIN_ADDRESS_RATE", "60/m,600/h", _RATES)
    """Failed logins to all accounts from one client network."""
    register_rate = Setting[str | None]("SAFEJWT_REGISTER_RATE", "20/h", _RATES)
    """Registrations from one client network, and requests for another username or email address (`RenameThrottle`)."""
    rename_rate = Setting[str | None]("SAFEJWT_RENAME_RATE", "10/h,20/d", _RATES)
    """Requests of one user for another username or email address, granted or not, in views with `RenameThrottle`."""
    session_rate = Setting[str | None]("SAFEJWT_SESSION_RATE", "120/h,500/d", _RATES)
    """Sessions that one user starts. A login beyond that is a 429, also with the correct password. A new password starts
    the count again."""
    parallel_hashes = Setting[int | None]("SAFEJWT_PARALLEL_HASHES", 2, Rule.integer("safejwt.E022", 2).or_none())
    """Passwords that one process hashes at the same time (`safejwt.backends.ModelBackend`, `safejwt.passwords`). As many
    may wait. Further requests get a 503 with `Retry-After`, from Django's own views by
    `safejwt.middleware.ErrorMiddleware`. `None` sets no limit."""
    event_history = Setting[timedelta | None]("SAFEJWT_EVENT_HISTORY", None, _HISTORY)
    """How long security events of users are kept in the database, for `events/` and the admin. `None` keeps none.
    `safejwt_purge` deletes older events."""
    trusted_proxies = Setting[int | tuple[str, ...]]("SAFEJWT_TRUSTED_PROXIES", 0, _PROXIES)
    """The proxies that append to `X-Forwarded-For`: their number, or their networks. No request may bypass them. Zero
    ignores the header."""
    request_id_header = Setting[str | None]("SAFEJWT_REQUEST_ID_HEADER", None, _HEADER.or_none())
    """The header with the `request_id` of events. Your proxy must set it and replace the client's. Without a valid id (1
    to 128 letters, digits and `._:;/+=@-`) the id is random."""

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Django's `SECRET_KEY` and its fallbacks, the current one first."""
        return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))

    @property
    def user_settings(self) -> dict[str, object]:
        """The settings of the project whose names belong to this package."""
        own = ("SAFEJWT_", "ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
        return {name: getattr(settings, name) for name in dir(settings) if name.startswith(own)}


conf: Conf = Conf()
