"""What the owner of an account is told without having asked."""

from typing import Any

import pytest
from safejwt.signals import password_reset_wanted
from safejwt.testing import BrowserClient

from .conftest import Post, Send

pytestmark = pytest.mark.django_db


def subjects(post: Post, user: Any) -> list[str]:
    return [subject.partition(": ")[2] for subject in post.subjects(user.email)]


def test_a_login_with_a_new_browser_is_told_and_one_with_a_known_one_is_not(
    user: Any, credentials: dict[str, str], visitor: BrowserClient, post: Post, send: Send
) -> None:
    assert send(visitor, "login/", **credentials).status_code == 200
    assert subjects(post, user) == [], "the first login of all is no news"
    assert send(visitor, "login/", **credentials).status_code == 200
    assert subjects(post, user) == []
    stranger = BrowserClient(
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"}
    )
    stranger.get("/users/csrf/")
    assert send(stranger, "login/", **credentials).status_code == 200
    assert subjects(post, user) == ["you signed in on a new device"]
    (mail,) = [message for message in post() if message.to == [user.email]]
    assert "127.0.0.1 (Firefox, Linux)" in mail.body
    assert "Firefox" in mail.alternatives[0].content


def test_whom_an_administrator_wants_to_choose_another_password_gets_the_link(user: Any, post: Post) -> None:
    assert password_reset_wanted.has_listeners()
    password_reset_wanted.send(type(user), user=user, request=None)
    assert subjects(post, user) == ["choose a new password"]
    assert post.token()
