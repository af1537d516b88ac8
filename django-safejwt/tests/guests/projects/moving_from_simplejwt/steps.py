from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken
from safejwt.authentication import authenticate
from safejwt.contrib.adopt.side_by_side import SideBySideAuthentication
from safejwt.testing import BrowserClient

from ...guest import PASSWORD
from ...moving import Moving
from ...stage import expect

__all__ = ["Steps"]


def old_client(access: Any) -> APIClient:
    """The app of before, which knows neither cookies nor CSRF tokens."""
    return APIClient(enforce_csrf_checks=True, headers={"authorization": f"Bearer {access}"})


class Steps(Moving):
    def token_of_their_login_is_exchanged_once(self) -> None:
        user = self.another_user("once")
        pair = expect(APIClient().post("/api/token/", {"username": "once", "password": PASSWORD}), 200).json()
        self.assert_exchanged_once(user, refresh=pair["refresh"])
        expect(APIClient().post("/api/token/refresh/", {"refresh": pair["refresh"]}), 401)
        # The tokens that they issued with it are valid until they expire.
        self.call(old_client(pair["access"]))

    def token_is_over_after_it_was_used(self) -> None:
        refresh = str(RefreshToken.for_user(self.another_user("over")))
        self.moved(refresh=refresh)
        self.assert_over(refresh=refresh)

    def error_in_the_middle_loses_no_token(self) -> None:
        refresh = str(RefreshToken.for_user(self.another_user("middle")))
        self.assert_kept_by_an_error(refresh=refresh)
        self.moved(refresh=refresh)

    def both_kinds_of_access_tokens_work_side_by_side(self) -> None:
        user = self.another_user("side")
        refresh = RefreshToken.for_user(user)
        old, new = old_client(refresh.access_token), self.moved(refresh=str(refresh))
        for client in (old, new, old):
            assert self.call(client).json()["user"] == str(user.pk)
        # Without a CSRF token for theirs, with one for ours.
        expect(old.post(self.guest.things, {"title": "a"}, format="json"), 200)
        expect(old_client(new.access_token).get(self.guest.things), 403)
        found = authenticate(self.request(str(refresh.access_token)), SideBySideAuthentication)
        assert found is not None
        assert found[0] == user
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
            # In the shape that their clients know.
            assert self.call(old, 401).json()["code"] == "token_not_valid"
            assert self.call(new, 401).json()["code"] == "access_token_expired"

    def tokens_of_neither_are_refused(self) -> None:
        access = str(AccessToken.for_user(self.another_user("neither")))
        refresh = str(RefreshToken.for_user(self.another_user("neither2")))
        for token in (access[:-2], refresh, f"{access}.x", "x", "a.b.c", "", "é", "Bearer x"):
            response = self.call(old_client(token), 401)
            assert response["WWW-Authenticate"].startswith("Bearer"), token
        ours = self.moved(refresh=refresh)
        assert self.call(old_client(f"{ours.access_token}x"), 401).json()["code"] == "invalid_token"
        expect(BrowserClient().get(self.guest.things), 401)

    def only_valid_refresh_tokens_are_exchanged(self) -> None:
        user = self.another_user("valid")
        refresh = RefreshToken.for_user(user)
        expired = RefreshToken.for_user(user)
        expired.set_exp(lifetime=-timedelta(seconds=1))
        unknown, unnamed = RefreshToken.for_user(user), RefreshToken.for_user(user)
        unknown["uid"], listed = "0", RefreshToken.for_user(user)
        del unnamed["uid"]
        odd, anonymous = RefreshToken.for_user(user), RefreshToken.for_user(user)
        odd["uid"] = "a" * 300
        # Signed by another package with the same key.
        del anonymous["jti"]
        listed.blacklist()
        wrong = [str(refresh)[:-2], str(refresh.access_token), str(SlidingToken.for_user(user)), expired, unknown]
        for token in [*wrong, unnamed, listed, odd, anonymous, self.moved(refresh=str(refresh)).access_token]:
            self.assert_refused(refresh=str(token))

    def tokens_of_all_devices_end_with_the_sessions(self) -> None:
        user, other = self.another_user("everywhere"), self.another_user("elsewhere")
        browser = self.moved(refresh=str(RefreshToken.for_user(user)))
        stolen, kept = str(RefreshToken.for_user(user)), str(RefreshToken.for_user(other))
        rotated = expect(APIClient().post("/api/token/refresh/", {"refresh": stolen}), 200).json()["refresh"]
        expect(browser.delete(f"{self.users}sessions/"), 204)
        expect(APIClient().post("/api/token/refresh/", {"refresh": rotated}), 401)
        self.assert_refused(refresh=rotated)
        self.call(browser)
        self.moved(refresh=kept)

    def rules_of_both_packages_hold(self) -> None:
        user = self.another_user("rules")
        refresh = str(RefreshToken.for_user(user))
        for fields in ({"is_active": False}, {"last_name": "blocked by a moderator"}):
            get_user_model().objects.filter(pk=user.pk).update(**fields)
            self.assert_refused(refresh=refresh)
            get_user_model().objects.filter(pk=user.pk).update(is_active=True, last_name="")
        user.set_password(f"new {PASSWORD}")
        user.save()
        self.assert_refused(refresh=refresh)
        self.moved(refresh=str(RefreshToken.for_user(user)))
        get_user_model().objects.filter(pk=user.pk).delete()
        self.assert_refused(refresh=refresh)
