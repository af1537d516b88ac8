"""System checks of this app's settings."""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from safejwt.audit.identifiers import email_field
from safejwt.checks.routes import routed_views
from safejwt.checks.settings import check_names, check_values
from safejwt.conf import conf as package_conf
from safejwt.conf.setting import declared
from safejwt.views import RegisterView

from .conf import conf, is_loopback

__all__ = ["check_settings"]

_BACKEND: Final = "safejwt.accounts.backends.AccountBackend"


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    rules = declared(conf)
    values = {name: value for name, value in package_conf.user_settings.items() if name.startswith("SAFEJWT_ACCOUNTS_")}
    return [
        *check_values(values, rules),
        *check_names(values, rules, "safejwt.W110"),
        *_check_link_base(),
        *_check_verification(),
        *_check_mail(),
        *_check_email_field(),
        *_check_register_view(),
    ]


def _check_link_base() -> Iterator[CheckMessage]:
    url = urlsplit(conf.link_base)
    if url.scheme not in {"http", "https"} or not url.netloc or url.query or url.fragment or "@" in url.netloc:
        yield Error(
            "The address of the app is missing or invalid, so emails cannot link to it.",
            hint='Set SAFEJWT_ACCOUNTS_LINK_BASE, for example to "https://app.example.com".',
            id="safejwt.E101",
        )
    elif not settings.DEBUG and is_loopback(url.hostname or ""):
        yield CheckWarning(
            "The links in emails lead to localhost, which is the computer of the reader.",
            hint="Set SAFEJWT_ACCOUNTS_LINK_BASE to the public address of the app.",
            id="safejwt.W115",
        )
    elif url.scheme == "http" and not settings.DEBUG:
        yield CheckWarning(
            "The links in emails use plain http.",
            hint="Set SAFEJWT_ACCOUNTS_LINK_BASE to an address that begins with https.",
            id="safejwt.W101",
        )


def _check_verification() -> Iterator[CheckMessage]:
    if conf.require_verified != "login":
        return
    if set(settings.AUTHENTICATION_BACKENDS) - {_BACKEND}:
        yield Error(
            "Users whose address is not confirmed can log in with another backend.",
            hint=f'Set AUTHENTICATION_BACKENDS to ["{_BACKEND}"].',
            id="safejwt.E103",
        )
    if conf.registration == "session":
        yield Error(
            "A registration starts a session for users who then cannot log in: their address is not confirmed.",
            hint='Set SAFEJWT_ACCOUNTS_REGISTRATION to "mail", or SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED to True.',
            id="safejwt.E107",
        )


def _check_mail() -> Iterator[CheckMessage]:
    # Django 6.1 replaces EMAIL_BACKEND and its kin by MAILERS. With that the former cannot be read.
    if mailers := getattr(settings, "MAILERS", {}):
        mailer = mailers.get("default", {})
        backend, timeout = mailer.get("BACKEND"), mailer.get("OPTIONS", {}).get("timeout")
    else:
        with warnings.catch_warnings():
            # Django deprecates them, which is for the project to hear and not from here.
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            backend, timeout = settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT
    if backend == "django.core.mail.backends.smtp.EmailBackend" and timeout is None:
        yield CheckWarning(
            "A mail server that accepts connections and never responds blocks the sending of all emails.",
            hint="Set EMAIL_TIMEOUT, or the timeout in the OPTIONS of MAILERS, to a number of seconds such as 10.",
            id="safejwt.W102",
        )


def _check_email_field() -> Iterator[CheckMessage]:
    if email_field() is None:
        yield Error(
            f"{get_user_model()._meta.label} has no field for an email address.",
            hint="Add an EmailField to the user model and name it in EMAIL_FIELD, or remove safejwt.accounts.",
            id="safejwt.E112",
        )


def _check_register_view() -> Iterator[CheckMessage]:
    for view in routed_views():
        if issubclass(view, RegisterView) and view.post is RegisterView.post and view.created is RegisterView.created:
            yield CheckWarning(
                "Registration sends no link that confirms the email address, whatever SAFEJWT_ACCOUNTS_REGISTRATION is.",
                hint="Route safejwt.accounts.views.RegisterView in place of safejwt.views.RegisterView.",
                id="safejwt.W061",
            )
