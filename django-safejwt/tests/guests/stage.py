"""What the steps do with a guest: its user, their browsers and an administrator. Guests override what differs."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from safejwt.conf import conf
from safejwt.testing import BrowserClient

from .guest import PASSWORD, Guest

__all__ = ["Stage", "expect"]


def expect(response: Any, *statuses: int) -> Any:
    """Return the response if it has one of these statuses."""
    asked = f"{response.request['REQUEST_METHOD']} {response.request['PATH_INFO']}"
    assert response.status_code in statuses, f"{asked}: {response.status_code} {response.content.decode()[:600]}"
    return response


class Stage:
    def __init__(self, guest: Guest) -> None:
        self.guest, self.users = guest, guest.users
        self.browser, self.other = self.new_browser(), self.new_browser()
        self.user: Any = None

    def where_users_are(self) -> AbstractContextManager[Any]:
        """The schema or database of the user, for code that is not part of a request."""
        return nullcontext()

    def migrate(self) -> None:
        if own := settings.MIGRATION_MODULES:
            call_command("makemigrations", *own, verbosity=0)
        # Django allows a project without a default database.
        for alias in (name for name, each in settings.DATABASES.items() if not each["ENGINE"].endswith(".dummy")):
            call_command("migrate", database=alias, verbosity=0)

    def new_browser(self) -> BrowserClient:
        return BrowserClient(headers=self.guest.headers)

    def new_visitor(self) -> BrowserClient:
        """A browser in which the app has fetched the CSRF cookie."""
        browser = self.new_browser()
        expect(browser.get(f"{self.users}csrf/"), 200)
        return browser

    def make_user(self) -> Any:
        """Save the user as an import or an identity provider would: without a manager's help."""
        model, name = get_user_model(), self.guest.name
        stored = name if self.guest.stored_name is None else self.guest.stored_name
        user = model(**{model.USERNAME_FIELD: stored, **self.guest.fields})
        user.set_password(PASSWORD)
        user.save()
        user.refresh_from_db(using=user._state.db)
        return user

    def promote(self) -> None:
        """Make the user an administrator: some models have no room for a second user."""
        self.change({"is_staff": True, "is_superuser": True})

    def deactivate(self) -> None:
        self.change(self.guest.deactivated)

    def change(self, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            setattr(self.user, name, value)
        # Their password may have changed since they were read.
        self.user.save(update_fields=list(fields))

    def credentials(self, password: str = PASSWORD) -> dict[str, Any]:
        return {get_user_model().USERNAME_FIELD: self.guest.name, "password": password}

    def try_to_log_in(self, browser: BrowserClient, body: dict[str, Any]) -> Any:
        expect(browser.get(f"{self.users}csrf/"), 200)
        return browser.post(f"{self.users}login/", body, format="json")

    def log_in(self, browser: BrowserClient) -> Any:
        return browser.take(expect(self.try_to_log_in(browser, self.credentials()), 200))

    def refresh(self, browser: BrowserClient) -> Any:
        return browser.take(expect(browser.post(f"{self.users}token/"), 200))

    def call(self, browser: BrowserClient, status: int = 200) -> Any:
        """Call the project's own view."""
        return expect(browser.get(self.guest.things), status)

    def assert_signed_out(self, browser: BrowserClient) -> None:
        """No new token, and no use of the old one where it is looked up."""
        if conf.session_check != "none":
            self.call(browser, 401)
        expect(browser.post(f"{self.users}token/"), 401)

    def assert_is_user(self, found: dict[str, Any]) -> None:
        """The key is shown as `id`; the name and the email are shown where the model has them."""
        assert str(found["id"]) == str(self.user.pk), found
        model = get_user_model()
        columns = {column.name for column in model._meta.get_fields()}
        for name in {model.USERNAME_FIELD, model.get_email_field_name()} & columns:
            assert found[name] == self.shown(getattr(self.user, name)), found

    def shown(self, value: Any) -> Any:
        return value if value is None or isinstance(value, int) else str(value)

    def has_accounts(self) -> bool:
        return apps.is_installed("safejwt.accounts")

    def staff_browser(self) -> Client:
        """A browser in which the administrator has logged in by the admin's own form."""
        staff, url = Client(enforce_csrf_checks=True, headers=self.guest.headers), self.admin_page("login")
        expect(staff.get(url), 200)
        token = staff.cookies[settings.CSRF_COOKIE_NAME].value
        form = {"username": str(self.guest.name), "password": PASSWORD, "csrfmiddlewaretoken": token}
        expect(staff.post(url, form), 302)
        return staff

    def admin_pages(self) -> list[str]:
        """The lists and the page of the user that this admin has."""
        user = get_user_model()
        own = f"{user._meta.app_label}_{user._meta.model_name}"
        models = ("safejwt_refreshtoken", "safejwt_securityevent", own)
        pages = [self.admin_page(f"{model}_changelist") for model in models]
        return [*pages, *(f"{page}?q=ada" for page in pages[:2]), self.admin_page(f"{own}_change", self.user.pk)]

    def admin_page(self, name: str, *args: Any) -> str:
        """The path of a page, as the server hands it over: without the part that FORCE_SCRIPT_NAME adds."""
        url = reverse(f"admin:{name}", urlconf=self.guest.urlconf, args=args)
        return url.removeprefix(settings.FORCE_SCRIPT_NAME or "")
