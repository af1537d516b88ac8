"""Names of users as text, whatever the user model has."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.request import Request
from safejwt.accounts.mail.messages import Email
from safejwt.accounts.models import Mail
from safejwt.accounts.throttling import LinkPasswordThrottle
from safejwt.admin.labels import user_search_fields
from safejwt.audit import events
from safejwt.audit.usernames import comparable_username, username_of
from safejwt.devices import known_device, remember
from safejwt.models import RefreshToken, label_of
from safejwt.signals import device_presented

from tests.project.models import CodedUser, NumberedUser, Phone, PhoneUser

UUID = "6f1c2c8e-5d4b-4c54-9a1c-0d7d1f9e8a11"
USERS = [
    (NumberedUser(number=4711), "4711"),
    (PhoneUser(pk=1, phone=Phone("+4930123456"), email="a@b.c"), "+4930123456"),
    (CodedUser(pk=1, code=UUID, email="a@b.c"), UUID),
    (CodedUser(pk=1, code=None, email="a@b.c"), ""),
]


@pytest.mark.parametrize(("user", "name"), USERS)
def test_name_is_text(user: Any, name: str) -> None:
    assert username_of(user) == name
    assert comparable_username(user.get_username()) == comparable_username(str(user.get_username()))
    assert events.account_pseudonym(user.get_username())


@pytest.mark.parametrize(("user", "name"), USERS)
def test_device_is_known_by_user_and_name(user: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_presented, "receivers", [])
    response = HttpResponse()
    remember(RequestFactory().get("/"), response, user)
    request = RequestFactory().get("/")
    request.COOKIES = {key: morsel.value for key, morsel in response.cookies.items()}
    request.META["HTTP_COOKIE"] = "; ".join(f"{key}={value}" for key, value in request.COOKIES.items())
    assert known_device(request, user)
    assert bool(known_device(request, name)) is (name != "")
    assert not known_device(request, "None"), "users without a name share none"
    assert not known_device(request, "")


@pytest.mark.parametrize(("user", "name"), USERS[1:])
def test_limit_of_a_link_counts_the_user(user: Any, name: str) -> None:
    user._state.adding = False
    limits = LinkPasswordThrottle(user).limits(Request(RequestFactory().post("/")))
    assert limits
    assert all(limit.keys(0) for limit in limits)
    other = type(user)(pk=2, email="other@b.c")
    other._state.adding = False
    theirs = LinkPasswordThrottle(other).limits(Request(RequestFactory().post("/")))
    own = {each.identity for each in limits if each.scope != "login-address"}
    assert own.isdisjoint({each.identity for each in theirs}), "users without a name share no limit"


@pytest.mark.parametrize(("user", "name"), USERS[1:])
def test_email_addresses_the_user_by_name_or_address(user: Any, name: str) -> None:
    mail = Mail(address="a@b.c")
    mail._state.fields_cache["user"] = user
    context = Email().context(mail)
    assert str(context["name"]) == (name or "a@b.c")


@pytest.mark.parametrize(("user", "label"), [(USERS[0][0], "4711"), (USERS[3][0], "1"), (USERS[2][0], UUID)])
def test_user_without_text_has_a_label(user: Any, label: str) -> None:
    session = RefreshToken()
    session.set_loaded_user(user)
    assert label_of(user) == label
    assert label in str(session)


def test_relations_are_not_searched_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safejwt.admin.labels.get_user_model", lambda: PhoneUser)
    assert user_search_fields() == ["user__email", "user__phone"]
    monkeypatch.setattr(PhoneUser, "USERNAME_FIELD", "contact_ptr")
    assert user_search_fields() == ["user__email"]
