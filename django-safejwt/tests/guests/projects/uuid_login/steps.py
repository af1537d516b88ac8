from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def deactivate(self) -> None:
        """Deletion ends access as deactivation does."""
        self.user.delete()
