"""Limits on requests for emails, on links, and on attempts at the password of a known user."""

from django.contrib.auth.base_user import AbstractBaseUser
from rest_framework.request import Request
from rest_framework.views import APIView

from safejwt.audit.usernames import username_of
from safejwt.throttling import ClientNetworkThrottle, PasswordThrottle, WindowThrottle, login_limits, sliding_window
from safejwt.throttling.limits import limits_of

from .conf import conf
from .email_addresses import email_of

__all__ = ["ExportThrottle", "LinkPasswordThrottle", "LinkThrottle", "MailThrottle", "ReauthenticationThrottle"]


class MailThrottle(ClientNetworkThrottle):
    """`SAFEJWT_ACCOUNTS_MAIL_RATE` requests for an email from one client network, and of one user."""

    scope = "accounts_mail"

    def rate(self) -> str | None:
        return conf.mail_rate

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        found = super().limits(request)
        user_id = getattr(request.user, "pk", None)
        return found if user_id is None else [*found, *limits_of(f"{self.scope}_user", self.rate(), str(user_id))]


class ExportThrottle(WindowThrottle):
    """`SAFEJWT_ACCOUNTS_EXPORT_RATE` exports of one user."""

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        return limits_of("accounts_export", conf.export_rate, str(request.user.pk))

    def user_id(self, request: Request) -> object:
        return request.user.pk


class LinkThrottle(ClientNetworkThrottle):
    """`SAFEJWT_ACCOUNTS_LINK_RATE` links from one client network."""

    scope = "accounts_link"

    def rate(self) -> str | None:
        return conf.link_rate


class LinkPasswordThrottle(WindowThrottle):
    """Limits wrong passwords that come with a link, counted together with those at login."""

    def __init__(self, user: AbstractBaseUser) -> None:
        self._user = user

    def limits(self, request: Request) -> list[sliding_window.Limit]:
        # A user without a name has an address, to which the link was sent.
        name = username_of(self._user) or email_of(self._user)
        limits = login_limits.by_username(request._request, name)
        if self.user_id(request) is None:
            return limits
        return [*limits, *login_limits.by_user(request._request, self._user, name)]

    def user_id(self, request: Request) -> object:
        return None if self._user._state.adding else self._user.pk


class ReauthenticationThrottle(PasswordThrottle):
    """`SAFEJWT_LOGIN_RATE` attempts at the user's password, together with `PasswordThrottle`."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        # Every request is an attempt here, with or without `current_password`.
        return super(PasswordThrottle, self).allow_request(request, view)
