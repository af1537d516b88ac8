from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from ...stage import expect
from ...steps import Steps as CommonSteps

__all__ = ["Steps"]


class Steps(CommonSteps):
    def scripts_use_the_other_token(self) -> None:
        token = Token.objects.create(user=self.user)
        script = APIClient(headers={"authorization": f"Bearer {token.key}"})
        assert expect(script.get(self.guest.things), 200).json()["user"] == str(self.user.pk)
        expect(APIClient(headers={"authorization": "Bearer 0"}).get(self.guest.things), 401)
