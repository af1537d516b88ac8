"""What this app does when something happens elsewhere."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signals import request_started

from . import worker
from .addresses import email_of
from .conf import conf
from .outbox import queue

__all__ = ["tell_owner", "wake", "wake_once"]


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
        queue("session_reused", email_of(user), user=user)
