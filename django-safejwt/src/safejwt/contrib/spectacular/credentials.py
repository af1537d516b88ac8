"""What a request carries: the access token, the CSRF pair, the refresh cookie.

Tools send what the security schemes and the parameters name. A client keeps its cookies by itself,
so neither names one: some tools would send it as a header, others twice.
"""

from typing import Any, Final, Literal

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from ...conf import conf

__all__ = ["ACCESS", "CSRF", "Credential", "csrf_parameter", "refresh_cookie", "requirement", "requirement_of"]

Credential = Literal["nothing", "csrf", "access", "refresh"]

ACCESS: Final = "safejwtAccessToken"
CSRF: Final = "safejwtCSRFToken"

_DEFAULT_NAMES: Final = ("__Host-Http-refreshtoken", "refreshtoken")

# Some tools keep the first scheme of a requirement only: the access token, where there is one. They
# find the CSRF token among the parameters too.
_SCHEMES: Final[dict[Credential, tuple[str, ...]]] = {
    "nothing": (),
    "csrf": (CSRF,),
    "access": (ACCESS, CSRF),
    "refresh": (CSRF,),
}


def requirement(auto_schema: AutoSchema, *names: str) -> dict[str, list[str]]:
    """Return a security requirement of these schemes, and register them."""
    for name in names:
        scheme = _access_scheme() if name == ACCESS else _csrf_scheme()
        component = ResolvedComponent(name, ResolvedComponent.SECURITY_SCHEMA, scheme, object=_SCHEMES)
        auto_schema.registry.register_on_missing(component)
    return {name: [] for name in names}


def requirement_of(auto_schema: AutoSchema, credential: Credential) -> dict[str, list[str]]:
    return requirement(auto_schema, *_SCHEMES[credential])


def _csrf_header() -> str:
    name = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-").title()
    return "X-CSRFToken" if name == "X-Csrftoken" else name


def csrf_parameter() -> dict[str, Any]:
    return {
        "name": _csrf_header(),
        "in": "header",
        # Required by the server. Clients set it in one place, not with the arguments of each call.
        "required": False,
        "schema": {"type": "string"},
        "description": "The value of the CSRF cookie at the time of the request. Every request needs it, GET too.",
    }


def refresh_cookie() -> str:
    """A sentence on the cookie. As a parameter, generated clients would send it beside that of their jar."""
    name = f"`{conf.refresh_cookie_name}`"
    # Which of the defaults it is depends on DEBUG. A document that a project keeps in its repository must not.
    if conf.refresh_cookie_name in _DEFAULT_NAMES:
        name = "`__Host-Http-refreshtoken` (over http: `refreshtoken`)"
    return f"The request carries the cookie {name}, which login and registration set."


def _access_scheme() -> dict[str, Any]:
    words = conf.auth_header_types
    description = "The access token of the last login, registration or `token/` response."
    if "bearer" in {word.lower() for word in words}:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": description}
    return {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": f"`{words[0]} ` and the token. {description}",
    }


def _csrf_scheme() -> dict[str, Any]:
    return {
        "type": "apiKey",
        "in": "header",
        "name": _csrf_header(),
        "description": (
            f"The value of the cookie `{settings.CSRF_COOKIE_NAME}`, which `csrf/` sets. Every request needs both, GET"
            " too. Login, registration and logout set another value: read the cookie before each request."
        ),
    }
