from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]

QUERY = {"query": "{ me }"}


class Steps(CommonSteps):
    def graphql_knows_the_user(self) -> None:
        answer = expect(self.browser.post("/graphql/", QUERY, format="json"), 200).json()
        assert answer == {"data": {"me": self.guest.name}}, answer
        visitor = expect(self.new_visitor().post("/graphql/", QUERY, format="json"), 200).json()
        assert visitor == {"data": {"me": None}}, visitor
