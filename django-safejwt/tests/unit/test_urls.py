"""The list of endpoints, with and without the login by password."""

import pytest
from django.urls import include, path, reverse
from safejwt import urls
from safejwt.testing import BrowserClient

urlpatterns = [path("users/", include(urls.without_login))]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_login_can_be_left_out(signed_in: BrowserClient) -> None:
    assert signed_in.post("/users/login/").status_code == 404
    assert signed_in.post("/users/token/").status_code == 200
    assert reverse("safejwt-auth") == "/users/auth/"


def test_nothing_else_is_left_out() -> None:
    names = [{each.name for each in patterns} for patterns in (urls.urlpatterns, urls.without_login)]
    assert names[0] - names[1] == {"safejwt-login"}
