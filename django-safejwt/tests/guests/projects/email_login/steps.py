from ...guest import PASSWORD
from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def case_of_the_address_does_not_matter(self) -> None:
        visitor = self.new_visitor()
        body = {"email": " ADA@Example.COM", "password": PASSWORD}
        expect(visitor.post(f"{self.users}login/", body, format="json"), 200)
        body = {"email": "ADA@example.com", "password": PASSWORD}
        refused = expect(visitor.post(self.users, body, format="json"), 400).json()
        assert set(refused["errors"]) == {"email"}, refused
