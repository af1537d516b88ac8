"""Limits on asking for mails, on presenting links, and on guessing the password again."""

from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework.request import Request
from rest_framework.views import APIView

from safejwt.throttling import login_limits, sliding_window
from safejwt.throttling.throttles import LoginThrottle, PasswordThrottle, PlaceThrottle

from .conf import conf

__all__ = ["LinkPasswordThrottle", "LinkThrottle", "MailThrottle", "ReauthenticationThrottle"]


class MailThrottle(PlaceThrottle):
    """`SAFEJWT_ACCOUNTS_MAIL_RATE` requests for a mail from one place."""

    scope = "accounts_mail"

    def rate(self) -> str | None:
        return conf.mail_rate


class LinkThrottle(PlaceThrottle):
    """`SAFEJWT_ACCOUNTS_LINK_RATE` links from one place."""

    scope = "accounts_link"

    def rate(self) -> str | None:
        return conf.link_rate


class LinkPasswordThrottle(LoginThrottle):
    """Wrong passwords that came with a link for this person, together with those at his login."""

    def __init__(self, user: AbstractBaseUser) -> None:
        self._user = user

    def name(self, request: Request) -> str:
        return self._user.get_username()

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        limits = super().limits(request)
        if self.person(request) is None:
            return limits
        return [*limits, *login_limits.by_person(request._request, self._user, self.name(request))]

    def person(self, request: Request) -> object:
        return None if self._user._state.adding else self._user.pk


class ReauthenticationThrottle(PasswordThrottle):
    """`SAFEJWT_LOGIN_RATE` tries at the password of the person who is signed in, together with those of `PasswordThrottle`."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        # That one counts requests that bring `current_password`; here each one is a try.
        return super(PasswordThrottle, self).allow_request(request, view)
