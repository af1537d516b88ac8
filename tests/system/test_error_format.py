"""Every error has the same format: JSON with a detail and a code."""

from typing import Any

import pytest
from safejwt.testing import BrowserClient
from users.models import User

from .endpoints import ENDPOINTS, UNKNOWN_SESSION

pytestmark = pytest.mark.django_db

ERRORS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "/users/nothing/", {}),
    ("get", "/users/login/", {}),
    ("get", "/users/auth/", {"HTTP_AUTHORIZATION": ""}),
    ("get", "/users/auth/", {"HTTP_AUTHORIZATION": "Bearer x"}),
    ("get", "/users/auth/", {"HTTP_X_CSRFTOKEN": ""}),
    ("get", "/users/auth/", {"HTTP_ACCEPT": "text/html"}),
    ("get", "/users/auth/?format=html", {}),
    ("get", "/users/987654/", {}),
    ("post", "/users/login/", {}),
    ("post", "/users/login/", {"content_type": "text/plain"}),
    ("delete", f"/users/sessions/{UNKNOWN_SESSION}/", {}),
]


@pytest.mark.parametrize(("method", "path", "extra"), ERRORS)
def test_every_error_has_the_same_format(
    logged_in: BrowserClient, method: str, path: str, extra: dict[str, Any]
) -> None:
    body = {"data": b"x", "content_type": "application/json"} if method == "post" else {}
    response = logged_in.generic(method.upper(), path, **{**body, **extra})
    assert response["Content-Type"] == "application/json"
    assert 400 <= response.status_code < 500
    error = response.json()
    assert set(error) - {"errors"} == {"detail", "code"}
    assert all(isinstance(error[name], str) and error[name] for name in ("detail", "code"))


@pytest.mark.parametrize("body", ["[1, 2]", '"abc"', '{"user": "abc"}', "null", "1", "[[]]"])
def test_body_of_another_json_type_is_400(logged_in: BrowserClient, user: User, body: str) -> None:
    for endpoint in ENDPOINTS:
        path = endpoint.path.format(pk=user.pk, sid=UNKNOWN_SESSION)
        for method in endpoint.reading:
            response = logged_in.generic(method, path, body, content_type="application/json")
            is_object = "user" in body
            if is_object and "{pk}" in endpoint.path:
                assert response.status_code in (200, 400)  # a PATCH without known fields changes nothing
            elif is_object and endpoint.path.endswith("/resend/"):
                assert response.status_code == 202  # sent to the user's own email
            else:
                assert response.status_code == 400
    assert logged_in.generic("POST", "/users/logout/", body, content_type="application/json").status_code == 204
