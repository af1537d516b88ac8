from axes.utils import reset

from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def three_wrong_passwords_lock(self) -> None:
        visitor = self.new_browser()
        seen = [self.try_to_log_in(visitor, self.credentials("wrong")).status_code for _ in range(3)]
        assert seen[:2] == [401, 401], seen
        expect(self.try_to_log_in(visitor, self.credentials()), 401, 403, 429)
        self.call(self.browser)
        reset()
