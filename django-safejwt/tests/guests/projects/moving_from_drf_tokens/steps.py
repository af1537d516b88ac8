from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from ...moving import Moving
from ...stage import expect

__all__ = ["Steps"]


class Steps(Moving):
    def all_devices_of_a_user_move(self) -> None:
        user = self.another_user("token")
        token = Token.objects.create(user=user)
        old = APIClient(headers={"authorization": f"Token {token.key}"})
        devices = [self.moved(token=token.key) for _ in range(3)]
        self.call(old)
        for device in devices:
            assert self.call(device).json()["user"] == str(user.pk)
        assert self.sessions_of(user) == 3

    def token_that_is_deleted_is_exchanged_once(self) -> None:
        user = self.another_user("once")
        token = Token.objects.create(user=user)
        self.assert_kept_by_an_error(only_token=token.key)
        self.assert_exchanged_once(user, only_token=token.key)
        assert not Token.objects.filter(user=user).exists()

    def only_valid_tokens_are_exchanged(self) -> None:
        user = self.another_user("valid")
        token = Token.objects.create(user=user).key
        for wrong in (f"{token}0", token[:-1], token.upper() + "x", "x" * 300):
            self.assert_refused(token=wrong)
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        self.assert_refused(token=token)
        self.assert_refused(only_token=token)
        type(user).objects.filter(pk=user.pk).update(is_active=True)
        self.moved(token=token)

    def token_that_is_kept_ends_with_the_sessions(self) -> None:
        token = Token.objects.create(user=self.another_user("everywhere")).key
        browser = self.moved(token=token)
        expect(browser.delete(f"{self.users}sessions/"), 204)
        self.assert_over(token=token)
        self.call(browser)
