from datetime import timedelta

from knox.models import AuthToken
from rest_framework.test import APIClient

from ...moving import Moving
from ...stage import expect

__all__ = ["Steps"]


class Steps(Moving):
    def token_is_exchanged_and_deleted(self) -> None:
        user = self.another_user("knox")
        row, token = AuthToken.objects.create(user)
        other, other_token = AuthToken.objects.create(user)
        old = APIClient(headers={"authorization": f"Token {token}"})
        self.call(old)
        self.moved(token=token)
        # The other device stays signed in.
        assert [each.pk for each in AuthToken.objects.filter(user=user)] == [other.pk] != [row.pk]
        self.call(old, 401)
        self.assert_over(token=token)
        self.moved(token=other_token)

    def token_is_exchanged_once(self) -> None:
        user = self.another_user("once")
        self.assert_exchanged_once(user, token=AuthToken.objects.create(user)[1])

    def error_in_the_middle_loses_no_token(self) -> None:
        _, token = AuthToken.objects.create(self.another_user("middle"))
        self.assert_kept_by_an_error(token=token)
        self.moved(token=token)

    def only_valid_tokens_are_exchanged(self) -> None:
        user = self.another_user("valid")
        _, token = AuthToken.objects.create(user)
        _, expired = AuthToken.objects.create(user, expiry=-timedelta(seconds=1))
        for wrong in (f"{token}0", token[:-1], token[:15], expired, "kx-", "x" * 200):
            self.assert_refused(token=wrong)
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        self.assert_refused(token=token)
        type(user).objects.filter(pk=user.pk).update(is_active=True)
        self.moved(token=token)

    def both_kinds_of_tokens_work_side_by_side(self) -> None:
        user = self.another_user("side")
        (_, kept), (_, exchanged) = AuthToken.objects.create(user), AuthToken.objects.create(user)
        new = self.moved(token=exchanged)
        for client in (APIClient(headers={"authorization": f"Token {kept}"}), new):
            assert self.call(client).json()["user"] == str(user.pk)
        expect(APIClient(headers={"authorization": f"Bearer {kept}"}).get(self.guest.things), 401)

    def tokens_of_all_devices_end_with_the_sessions(self) -> None:
        user, other = self.another_user("everywhere"), self.another_user("elsewhere")
        browser = self.moved(token=AuthToken.objects.create(user)[1])
        (_, stolen), (_, kept) = AuthToken.objects.create(user), AuthToken.objects.create(other)
        expect(browser.delete(f"{self.users}sessions/"), 204)
        self.assert_refused(token=stolen)
        self.call(browser)
        self.moved(token=kept)
