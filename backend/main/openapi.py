"""Settings that write protocol/openapi.json (`make openapi`).

drf-spectacular is a development dependency. Servers run without it, and serve no document.
"""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS as _APPS
from .settings import REST_FRAMEWORK as _REST_FRAMEWORK

INSTALLED_APPS = [*_APPS, "drf_spectacular"]
REST_FRAMEWORK = {**_REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}

_DESCRIPTION = """\
The API of the reference project.

**CSRF.** Every request carries the CSRF cookie, and its value in `X-CSRFToken`, whatever its method.
Only `GET /users/csrf/` needs neither. Login, registration and logout set another value. So read the
cookie before each request.

**Tokens.** Login, registration and `token/` return an access token for `Authorization: Bearer`. The
refresh token is only in its HttpOnly cookie. After a 401 `access_token_expired`, get another access
token from `token/` and repeat the request.

**Cookies.** In development they are called `refreshtoken` and `csrftoken`, in production
`__Host-Http-refreshtoken` and `__Host-csrftoken`. A client needs a cookie jar.

**Bodies** are JSON. Unknown fields are ignored. `PUT` needs all required fields; `PATCH`, and `POST`
to an existing resource, change the fields that they send.

**Responses** have `Cache-Control: no-store`. An error has `detail`, a sentence for the user, and
`code`, which programs compare.\
"""

SPECTACULAR_SETTINGS = {
    "TITLE": "safejwt",
    "DESCRIPTION": _DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "CONTACT": {"name": "safejwt contributors", "url": "https://github.com/safejwt/safejwt"},
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [
        {
            "url": "{origin}",
            "description": "A server of the reference project. `make run` starts one.",
            "variables": {"origin": {"default": "http://localhost:8000", "description": "Scheme, host and port."}},
        }
    ],
    "TAGS": [
        {"name": "Authentication", "description": "The CSRF token, login, registration, access tokens and logout."},
        {"name": "Sessions", "description": "The devices on which the user is logged in, and what happened there."},
        {"name": "Account", "description": "The user's own account: names, email and password."},
        {"name": "Keys", "description": "For services that verify access tokens."},
    ],
}
