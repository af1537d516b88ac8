"""What this app does when something happens elsewhere."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signals import request_started
from django.http import HttpRequest

from safejwt.audit.client_ip import client_ip
from safejwt.audit.user_agents import describe
from safejwt.management.retention import Retention

from .conf import conf
from .email_addresses import email_of
from .flows import passwords, registration
from .mail import worker
from .mail.outbox import queue

__all__ = ["ask_for_password", "retention_of_registrations", "tell_of_new_device", "tell_owner", "wake", "wake_once"]


def wake(**kwargs: Any) -> None:
    """A mail waits: this process sends it, unless that is another's job."""
    if conf.send_in_process:
        worker.wake()


def wake_once(**kwargs: Any) -> None:
    """The first request of a process: what an earlier one left behind is sent."""
    request_started.disconnect(dispatch_uid="safejwt.accounts")
    wake()


def tell_owner(user: AbstractBaseUser, **kwargs: Any) -> None:
    """A session was ended because its token was used twice."""
    if email_of(user):
        # Whoever came second may be the thief: his browser does not decide whether the owner can read the mail.
        queue("session_reused", email_of(user), user=user, language="")


def tell_of_new_device(user: AbstractBaseUser, request: HttpRequest, **kwargs: Any) -> None:
    """Somebody signed in with a browser in which this person had not signed in before."""
    if email_of(user):
        device = describe(request.META.get("HTTP_USER_AGENT", ""))
        cause = {"ip": client_ip(request), "browser": device.browser, "system": device.system}
        queue("new_device", email_of(user), user=user, **cause)


def ask_for_password(user: AbstractBaseUser, **kwargs: Any) -> bool:
    """An administrator wants this person to choose another password; whether he can have the link."""
    return passwords.request_reset_of(user)


def retention_of_registrations(**kwargs: Any) -> Retention:
    """Unconfirmed registrations are purged too: on a site without new registrations, no sent email removes the old ones."""
    return Retention("registrations that nobody confirmed", registration.expired, registration.purge)
