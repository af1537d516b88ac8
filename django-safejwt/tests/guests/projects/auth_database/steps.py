from django.core import checks

from ...steps import Steps as CommonSteps
from .routers import AuthRouter

__all__ = ["Steps"]


class Steps(CommonSteps):
    def forgotten_apps_are_reported(self) -> None:
        """With the router as Django's documentation has it, our tables would be apart from the users."""
        with_ours, AuthRouter.labels = AuthRouter.labels, AuthRouter.labels - {"safejwt", "safejwt_accounts"}
        assert "safejwt.E043" in {message.id for message in checks.run_checks()}
        AuthRouter.labels = with_ours
