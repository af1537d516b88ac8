from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def permissions_of_models_hold(self) -> None:
        expect(self.new_browser().get("/groups/"), 401)
        expect(self.browser.get("/groups/"), 200)
