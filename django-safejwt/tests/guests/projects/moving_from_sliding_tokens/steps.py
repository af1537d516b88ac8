from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken, SlidingToken

from ...moving import Moving

__all__ = ["Steps"]


class Steps(Moving):
    def sliding_token_is_exchanged(self) -> None:
        user = self.another_user("sliding")
        token = str(SlidingToken.for_user(user))
        for scheme in ("JWT", "Bearer"):
            old = APIClient(enforce_csrf_checks=True, headers={"authorization": f"{scheme} {token}"})
            assert self.call(old).json()["user"] == str(user.pk)
        new = self.moved(token=token)
        assert self.call(new).json()["user"] == str(user.pk)
        self.assert_refused(token=str(RefreshToken.for_user(user)))

    def cookie_of_the_project_is_exchanged(self) -> None:
        browser = self.new_visitor()
        browser.cookies["refresh-of-the-project"] = str(RefreshToken.for_user(self.another_user("cookie")))
        self.moved(browser)

    def token_that_cannot_be_blacklisted_starts_another_session(self) -> None:
        """The check W070 warns of it."""
        user = self.another_user("again")
        token = str(SlidingToken.for_user(user))
        self.moved(token=token)
        self.moved(token=token)
        assert self.sessions_of(user) == 2
