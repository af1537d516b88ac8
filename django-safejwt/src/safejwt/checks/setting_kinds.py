"""What each setting of the package can be. One that is not here is called unknown by the system checks."""

import re
from datetime import timedelta
from typing import Final

from django.utils.module_loading import import_string

from ..audit.client_ip import trusted_networks
from ..conf import conf
from .kinds import TOKEN, Kind, duration, number, optional, rate, text, word, words, yes_or_no

__all__ = ["KINDS"]

_CLEARABLE: Final = re.compile("cache|storage|clientHints|prefetchCache|prerenderCache")
# An underscore would never match: web servers drop such headers, or take them for a hyphen.
_HEADER: Final = re.compile(r"[A-Za-z0-9-]+")
# Those of our tokens, and those that JWT libraries give a meaning (RFC 7519 section 4.1).
_CLAIMS: Final = {"iss", "aud", "sid", "gen", "auth_time", "iat", "exp", "nbf", "jti"}
_ZERO, _SECOND, _MINUTE, _DAY = timedelta(0), timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def _is_claim(value: object) -> bool:
    return isinstance(value, str) and value != "" and value not in _CLAIMS


def _is_serializer(value: object) -> bool:
    try:
        return isinstance(value, str) and hasattr(import_string(value), "to_representation")
    except ImportError:
        return False


def _is_same_site(value: object) -> bool:
    return isinstance(value, str) and value.lower() in {"strict", "lax", "none"}


def _is_request_id_header(value: object) -> bool:
    # What these hold would be written to the log.
    secret = {"authorization", "cookie", conf.csrf_header.removeprefix("HTTP_").replace("_", "-").lower()}
    return isinstance(value, str) and _HEADER.fullmatch(value) is not None and value.lower() not in secret


def _are_secrets(value: object) -> bool:
    # A missing one is told apart from these, by the ids E001 and E002.
    items = value if isinstance(value, list | tuple) else ("" if value is None else value,)
    return all(isinstance(item, str) for item in items)


def _are_proxies(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return type(value) is int and value >= 0
    try:
        trusted_networks(tuple(value))
    except ValueError:
        return False
    return True


_SECRET: Final = Kind("safejwt.E020", "a text, or a list of them", "what safejwt_generate_key prints", _are_secrets)
_COOKIE: Final = text("safejwt.E027", "the name of a cookie", "refreshtoken", TOKEN)
_NAME: Final = text("safejwt.E020", "a text that is not empty", "safejwt")

KINDS: Final[dict[str, Kind]] = {
    "ACCESS_TOKEN_SECRET": _SECRET,
    "REFRESH_TOKEN_SECRET": _SECRET,
    "SAFEJWT_ISSUER": _NAME,
    "SAFEJWT_AUDIENCE": _NAME,
    # Times in tokens are whole seconds: one of less would be over when it is issued.
    "SAFEJWT_ACCESS_TOKEN_LIFETIME": duration("safejwt.E021", _SECOND),
    "SAFEJWT_IDLE_LIFETIME": duration("safejwt.E021", _SECOND),
    "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME": duration("safejwt.E021", _SECOND),
    "SAFEJWT_ABSOLUTE_LIFETIME": duration("safejwt.E021", _SECOND),
    "SAFEJWT_REAUTHENTICATION_AGE": duration("safejwt.E021", _SECOND),
    # For that long, whoever has a copy of a used-up token is answered.
    "SAFEJWT_ROTATION_GRACE": duration("safejwt.E021", _ZERO, _DAY),
    # For that long, a copied token is not noticed.
    "SAFEJWT_ROTATION_INTERVAL": duration("safejwt.E021", _ZERO, _DAY),
    # Clocks that are further apart have to be set, not tolerated.
    "SAFEJWT_CLOCK_SKEW": duration("safejwt.E021", _ZERO, 10 * _MINUTE),
    "SAFEJWT_DEVICE_LIFETIME": duration("safejwt.E021", _ZERO),
    "SAFEJWT_EVENT_HISTORY": optional(duration("safejwt.E033", _SECOND)),
    "SAFEJWT_MAX_SESSIONS_PER_USER": optional(number("safejwt.E013", 1, 5)),
    "SAFEJWT_PARALLEL_HASHES": optional(number("safejwt.E022", 1, 2)),
    "SAFEJWT_MAX_BODY_SIZE": number("safejwt.E022", 1, 65_536),
    "SAFEJWT_REAUTHENTICATE_TO_END_SESSIONS": yes_or_no("safejwt.E023"),
    "SAFEJWT_COOKIE_SECURE": yes_or_no("safejwt.E023"),
    "SAFEJWT_CROSS_SITE": yes_or_no("safejwt.E023"),
    "SAFEJWT_SESSION_CHECK": word("safejwt.E024", "database", "none"),
    "SAFEJWT_USER_ID_CLAIM": Kind("safejwt.E025", "the name of a claim that is no other's", '"sub"', _is_claim),
    "SAFEJWT_USER_SERIALIZER": Kind(
        "safejwt.E026",
        "the dotted path of a serializer that can be imported",
        '"safejwt.serializers.UserSerializer"',
        _is_serializer,
    ),
    "SAFEJWT_AUTH_HEADER_TYPES": words("safejwt.E028", "a list of words, one at least", '("Bearer",)', TOKEN),
    "SAFEJWT_REFRESH_COOKIE_NAME": _COOKIE,
    "SAFEJWT_DEVICE_COOKIE_NAME": _COOKIE,
    # "None" is for SAFEJWT_CROSS_SITE alone: browser_checks.py.
    "SAFEJWT_REFRESH_COOKIE_SAMESITE": Kind("safejwt.E008", '"Strict" or "Lax"', '"Strict"', _is_same_site),
    # "cookies" and "*" would sign people out of sibling hosts: Chromium deletes those of the whole registrable domain.
    "SAFEJWT_CLEAR_SITE_DATA": words(
        "safejwt.E030", "a list of what to forget, without the cookies", '("cache", "storage"), or ()', _CLEARABLE, 0
    ),
    "SAFEJWT_LOGIN_RATE": rate("safejwt.E031"),
    "SAFEJWT_LOGIN_ACCOUNT_RATE": rate("safejwt.E031"),
    "SAFEJWT_LOGIN_ADDRESS_RATE": rate("safejwt.E031"),
    "SAFEJWT_REGISTER_RATE": rate("safejwt.E031"),
    "SAFEJWT_TRUSTED_PROXIES": Kind(
        "safejwt.E032",
        "the number of proxies before this server, or a list of their networks",
        '1, or ["10.0.0.0/8"]',
        _are_proxies,
    ),
    "SAFEJWT_REQUEST_ID_HEADER": optional(
        Kind(
            "safejwt.E019",
            "the name of a header that your proxy sets and that holds no secret",
            '"X-Request-ID"',
            _is_request_id_header,
        )
    ),
}
