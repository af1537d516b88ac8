"""Receivers of signals, connected in `AccountsConfig.ready()`."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.signals import request_started
from django.http import HttpRequest

from safejwt.management.retention import Retention

from .conf import conf
from .flows import email_change, known_devices, password_change, password_reset, registration, username_change
from .mail import client_details, worker

__all__ = [
    "forgotten_device_retention",
    "registration_retention",
    "request_password_reset",
    "tell_owner_of_email",
    "tell_owner_of_password",
    "tell_owner_of_username",
    "wake_worker",
    "wake_worker_once",
]


def wake_worker(**kwargs: Any) -> None:
    """An email was committed: send it from this process, if it is configured to."""
    if conf.send_in_process:
        worker.wake()


def wake_worker_once(**kwargs: Any) -> None:
    """The first request of a process: send what an earlier process left behind."""
    request_started.disconnect(dispatch_uid="safejwt.accounts")
    wake_worker()


def request_password_reset(user: AbstractBaseUser, **kwargs: Any) -> bool:
    """An administrator requests a password reset. Return whether the user can have the link."""
    return password_reset.request_by_administrator(user)


def tell_owner_of_username(user: AbstractBaseUser, **kwargs: Any) -> None:
    """An administrator changed a username."""
    username_change.announce(user, requested_by=password_reset.ADMINISTRATOR)


def tell_owner_of_email(user: AbstractBaseUser, old: str, **kwargs: Any) -> None:
    """An administrator changed an email address."""
    email_change.tell_owner(user, old)


def tell_owner_of_password(user: AbstractBaseUser, request: HttpRequest | None, **kwargs: Any) -> None:
    """A password was set in the admin. Without a request, an administrator set that of another user."""
    by_administrator = {"requested_by": password_reset.ADMINISTRATOR}
    password_change.announce(user, **(by_administrator if request is None else client_details(request)))


def registration_retention(**kwargs: Any) -> Retention:
    """Let `safejwt_purge` delete expired registrations, also on sites that send no emails."""
    return Retention("unconfirmed registrations", registration.expired, registration.purge)


def forgotten_device_retention(**kwargs: Any) -> Retention:
    """Let `safejwt_purge` delete the rows of forgotten devices that would no longer be known."""
    return Retention("forgotten devices", known_devices.expired, known_devices.purge)
