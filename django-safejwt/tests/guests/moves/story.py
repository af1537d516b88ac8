"""What users do during a move: `python -m tests.guests.moves.story STEP APP USERS FILE`, once for each deployment.

Everything goes through the deployment's own URLs. Users keep what they have in a file meanwhile.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

# time_machine imports pytest if it can, which takes as long as a step.
sys.modules["pytest"] = None  # type: ignore[assignment]
import time_machine  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from . import old_apps  # noqa: E402
from .new_app import NewApp  # noqa: E402
from .old_apps import OldApp  # noqa: E402
from .visitor import PASSWORD, Visitor, load, save  # noqa: E402

__all__: list[str] = []

# Failed attempts of one network are limited.
FEW = 10


class Story:
    def __init__(self, app: type[OldApp], visitors: list[Visitor]) -> None:
        self.app, self.visitors = app, visitors
        # They load the new app right after it was deployed, after it was deployed again, and long after.
        self.early, self.late, self.last = (visitors[first::3] for first in range(3))

    # The API of before

    def users_log_in(self) -> None:
        for visitor in self.visitors:
            self.app(visitor).log_in()
        for visitor in self.visitors[:FEW]:
            self.goes_on(visitor)

    def some_renew_their_tokens(self) -> None:
        with later(days=1):
            for visitor in self.visitors[::2]:
                self.app(visitor).renew()

    # The API of both

    def all_go_on(self) -> None:
        with later(days=1, minutes=2):
            for visitor in self.visitors:
                self.goes_on(visitor)

    def some_load_the_new_app(self) -> None:
        with later(days=1, minutes=3):
            for visitor in self.early:
                self.moves(visitor)
            refused = [each for each in map(self.app, self.late) if each.rotated()]
            for app in refused[:FEW]:
                assert NewApp(copy(app.visitor)).adopt(app.rotated() or {}).status_code == 401

    # The API of before again

    def the_others_go_on(self) -> None:
        with later(days=1, minutes=6):
            for visitor in (*self.late, *self.last):
                self.goes_on(visitor)
            for visitor in self.early[:FEW]:
                assert self.app(copy(visitor)).is_signed_in() == self.app.is_kept, visitor
                assert visitor.send("post", "/users/token/", {}).status_code == 404

    # The API of both again

    def those_who_had_moved_are_signed_in(self) -> None:
        with later(days=2):
            for visitor in self.early:
                self.is_signed_in(visitor)

    def more_load_the_new_app(self) -> None:
        with later(days=2):
            for visitor in self.late[::3]:
                self.moves(visitor)
            for visitor in self.late[1::3]:
                # The response is lost.
                NewApp(copy(visitor)).adopt(self.app(visitor).credential())
                self.moves(visitor)
            for visitor in self.late[2::3]:
                self.moves_in_two_tabs(visitor)

    def the_last_return(self) -> None:
        with later(days=self.app.last):
            for visitor in self.last:
                self.moves(visitor)

    # This package alone

    def all_are_signed_in(self) -> None:
        with later(days=self.app.removed):
            for visitor in self.visitors:
                self.is_signed_in(visitor)
            rows = apps.get_model("safejwt", "RefreshToken").objects
            assert rows.values("user").distinct().count() == len(self.visitors)
            # A token that is kept starts another session in each tab, and after a lost response.
            assert self.app.is_kept or rows.count() == len(self.visitors), rows.count()

    def they_can_be_deleted(self) -> None:
        for visitor in self.visitors[:FEW]:
            get_user_model().objects.get(pk=visitor.user).delete()

    # What one of them does

    def goes_on(self, visitor: Visitor) -> None:
        assert self.app(visitor).is_signed_in(), f"The app of before has signed out {visitor}"

    def moves(self, visitor: Visitor) -> None:
        app = NewApp(visitor)
        response = app.adopt(self.app(visitor).credential())
        assert response.status_code == 200, f"{visitor}: {response.content!r}"
        visitor.storage = {} if not self.app.is_kept else visitor.storage
        assert app.is_signed_in(), f"The new app has signed out {visitor}"

    def moves_in_two_tabs(self, visitor: Visitor) -> None:
        """Both send what they have found before either has a response. The browser has one cookie jar."""
        tabs, before = [NewApp(visitor), NewApp(visitor)], dict(visitor.cookies)
        credential = self.app(visitor).credential()
        for tab in tabs:
            # A token that is kept starts two sessions then, unless they wait for each other, as safejwt-js does.
            after, visitor.cookies = visitor.cookies, dict(visitor.cookies if self.app.is_kept else before)
            response = tab.adopt(credential)
            visitor.cookies = {**after, **visitor.cookies}
            assert response.status_code == 200, f"{visitor}: {response.content!r}"
        for tab in [*tabs, *tabs]:
            assert tab.is_signed_in(), f"A tab has signed out {visitor}"

    def is_signed_in(self, visitor: Visitor) -> None:
        assert NewApp(visitor).is_signed_in(), f"The session of {visitor} has ended"


@contextmanager
def later(**since: int) -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + timedelta(**since), tick=True):
        yield


def copy(visitor: Visitor) -> Visitor:
    """Another browser with the same cookies."""
    return Visitor(visitor.number, visitor.user, dict(visitor.storage), dict(visitor.cookies), dict(visitor.rotated))


def new_users(number: int) -> list[Visitor]:
    model: Any = get_user_model()
    password = make_password(PASSWORD)
    model.objects.bulk_create(model(username=f"user{each}", password=password) for each in range(number))
    keys = dict(model.objects.values_list("username", "pk"))
    return [Visitor(each, keys[f"user{each}"]) for each in range(number)]


def main(steps: str, app: str, users: str, file: str) -> None:
    setup_test_environment()
    call_command("migrate", verbosity=0)
    path = Path(file)
    story = Story(getattr(old_apps, app), load(path) if path.exists() else new_users(int(users)))
    for step in steps.split(","):
        getattr(story, step)()
    save(path, story.visitors)


if __name__ == "__main__":
    main(*sys.argv[1:])
