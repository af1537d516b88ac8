from rest_framework_simplejwt.tokens import SlidingToken
from safejwt.contrib.adopt.simplejwt import SimpleJWT

__all__ = ["OwnCookie", "Sliding"]


class Sliding(SimpleJWT):
    field = "token"
    token_class = SlidingToken


class OwnCookie(SimpleJWT):
    def cookie_name(self) -> str:
        return "refresh-of-the-project"
