"""What every guest does, in this order: the story of a project that installs the package, and of its user."""

import os
import re
from datetime import UTC, datetime, timedelta
from inspect import isfunction
from urllib.parse import unquote

import time_machine
from django.apps import apps
from django.conf import settings
from django.core import checks, mail
from django.core.management import call_command
from safejwt.conf import conf

from .guest import PASSWORD
from .stage import Stage, expect

__all__ = ["Steps"]

# Later than an access token is valid, and than the interval of rotation.
LATER = timedelta(minutes=6)


class Steps(Stage):
    """Each method is a step. A guest's own steps come before the last one."""

    @classmethod
    def names(cls) -> list[str]:
        common = [name for name, value in vars(Steps).items() if isfunction(value)]
        own = [name for name, value in vars(cls).items() if isfunction(value) and not hasattr(Steps, name)]
        return [*common[:-1], *own, common[-1]]

    # The project

    def checks_are_clean(self) -> None:
        every = checks.run_checks(include_deployment_checks=self.guest.deployed)
        found = [each for each in every if each.level >= checks.WARNING and not each.is_silenced()]
        assert {str(message.id) for message in found} == self.guest.warnings, found

    def tables_are_made(self) -> None:
        self.migrate()

    def no_migration_is_missing(self) -> None:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)

    def openapi_document_is_valid(self) -> None:
        if apps.is_installed("drf_spectacular"):
            call_command("spectacular", validate=True, fail_on_warn=True, file=os.devnull)

    # The user

    def visitors_are_refused(self) -> None:
        with self.where_users_are():
            self.user = self.make_user()
        self.call(self.browser, 401)
        expect(self.browser.post(f"{self.users}token/"), 403)
        expect(self.browser.post(f"{self.users}login/", self.credentials(), format="json"), 403)
        expect(self.try_to_log_in(self.browser, self.credentials("wrong")), 401)
        expect(self.try_to_log_in(self.browser, {}), 400)
        expect(self.browser.post(f"{self.users}token/"), 401)

    def user_logs_in(self) -> None:
        self.assert_is_user(self.log_in(self.browser)["user"])
        assert self.call(self.browser).json()["user"] == str(self.user.pk)

    def requests_need_the_csrf_token(self) -> None:
        expect(self.browser.get(self.guest.things, **{settings.CSRF_HEADER_NAME: ""}), 403)
        sent = expect(self.browser.post(self.guest.things, {"title": "a"}, format="json"), 200).json()
        assert sent == {"user": str(self.user.pk), "title": "a"}

    def expired_token_is_refreshed(self) -> None:
        before = self.browser.cookies[conf.refresh_cookie_name].value
        with time_machine.travel(datetime.now(UTC) + LATER):
            assert self.call(self.browser, 401)["WWW-Authenticate"].startswith("Bearer")
            self.assert_is_user(self.refresh(self.browser)["user"])
            assert self.browser.cookies[conf.refresh_cookie_name].value != before
            self.call(self.browser)
        # Back at the true time this session is one of the future.
        self.browser = self.new_browser()
        self.log_in(self.browser)

    def current_user_is_shown(self) -> None:
        self.assert_is_user(expect(self.browser.get(f"{self.users}auth/"), 200).json())

    def another_session_is_ended(self) -> None:
        self.log_in(self.other)
        self.call(self.other)
        listed = expect(self.other.get(f"{self.users}sessions/"), 200).json()
        assert [device["current"] for device in listed].count(True) == 1, listed
        for moment in ("createdAt", "lastUsedAt", "expiresAt"):
            assert datetime.fromisoformat(listed[0][moment]).tzinfo, listed
        sid = next(device["id"] for device in listed if device["current"])
        expect(self.browser.delete(f"{self.users}sessions/{sid}/"), 204)
        self.assert_signed_out(self.other)
        expect(self.browser.delete(f"{self.users}sessions/"), 204)
        self.call(self.browser)

    def user_reauthenticates(self) -> None:
        if not self.has_accounts():
            return
        url = f"{self.users}reauthenticate/"
        expect(self.browser.post(url, {"password": "wrong"}, format="json"), 400)
        expect(self.browser.post(url, {"password": PASSWORD}, format="json"), 204)
        self.refresh(self.browser)
        expect(self.browser.get(f"{self.users}email/"), 200)

    def forgotten_password_is_reset(self) -> None:
        if not self.has_accounts() or not self.guest.fields.get("email"):
            return
        visitor, mail.outbox = self.new_visitor(), []
        address = {"email": self.guest.fields["email"]}
        expect(visitor.post(f"{self.users}password/reset/", address, format="json"), 202)
        with self.where_users_are():
            call_command("safejwt_send_mail", verbosity=0)
        (token,) = re.findall(
            r"(?<!/secure-account)#token=(\S+)", "".join(str(message.body) for message in mail.outbox)
        )
        body = {"token": unquote(token), "password": PASSWORD}
        expect(visitor.post(f"{self.users}password/reset/confirm/", body, format="json"), 400)
        body["password"] = f"new {PASSWORD}"
        expect(visitor.post(f"{self.users}password/reset/confirm/", body, format="json"), 204)
        with self.where_users_are():
            self.change({"password": self.user.password})
        self.assert_signed_out(self.browser)

    def user_logs_out(self) -> None:
        self.log_in(self.browser)
        expect(self.browser.post(f"{self.users}logout/"), 200, 204)
        self.assert_signed_out(self.browser)
        self.browser = self.new_browser()
        self.log_in(self.browser)
        self.call(self.browser)

    def visitor_registers(self) -> None:
        if self.guest.newcomer is None:
            return
        self.other = self.new_visitor()
        body = {**self.guest.newcomer, "password": "12345"}
        expect(self.other.post(self.users, body, format="json"), 400)
        body["password"] = PASSWORD
        self.other.take(expect(self.other.post(self.users, body, format="json"), 201))
        assert self.call(self.other).json()["user"] != str(self.user.pk)
        expect(self.new_visitor().post(self.users, body, format="json"), 400)

    def newcomer_changes_the_password_and_leaves(self) -> None:
        if self.guest.newcomer is None or not self.has_accounts():
            return
        body = {"current_password": PASSWORD, "password": f"new {PASSWORD}"}
        expect(self.other.post(f"{self.users}password/change/", body, format="json"), 204)
        self.call(self.other)
        expect(self.other.delete(f"{self.users}account/"), 204)
        self.assert_signed_out(self.other)
        self.call(self.browser)

    # The administrator

    def admin_shows_sessions_and_users(self) -> None:
        if not apps.is_installed("django.contrib.admin"):
            return
        with self.where_users_are():
            self.promote()
        staff = self.staff_browser()
        for page in self.admin_pages():
            expect(staff.get(page), 200)
        self.call(self.browser)

    def deactivation_ends_access(self) -> None:
        with self.where_users_are():
            self.deactivate()
        self.assert_signed_out(self.browser)
        expect(self.try_to_log_in(self.new_browser(), self.credentials()), 401)
