"""simplejwt's documented way to give a token a claim."""

from typing import Any

from rest_framework_simplejwt.serializers import TokenObtainPairSerializer


class NamedTokenSerializer(TokenObtainPairSerializer):
    @classmethod
    def get_token(cls, user: Any) -> Any:
        token = super().get_token(user)
        token["username"] = user.get_username()
        return token
