from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]

QUERY = {"query": "{ me }"}


class Steps(CommonSteps):
    def graphql_knows_the_user(self) -> None:
        # A form of Django keeps the secret of the cookie, and so does the login after it.
        self.browser = self.new_browser()
        expect(self.browser.get(self.admin_page("login")), 200)
        self.log_in(self.browser)
        answer = expect(self.browser.post("/graphql/", QUERY, format="json"), 200).json()
        assert answer == {"data": {"me": self.guest.name}}, answer
        self.call(self.browser)
        visitor = expect(self.new_visitor().post("/graphql/", QUERY, format="json"), 200).json()
        assert visitor == {"data": {"me": None}}, visitor
