from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django_tenants.utils import schema_context

from ...stage import expect
from ...steps import Steps as CommonSteps
from .tenants.models import Client, Domain

__all__ = ["Steps"]


class Steps(CommonSteps):
    def where_users_are(self) -> AbstractContextManager[Any]:
        return schema_context("two")  # type: ignore[no-any-return]

    def migrate(self) -> None:
        call_command("makemigrations", *settings.MIGRATION_MODULES, verbosity=0)
        call_command("migrate_schemas", shared=True, verbosity=0)
        for name in ("one", "two"):
            tenant = Client.objects.create(schema_name=name, name=name)
            Domain.objects.create(domain=f"{name}.testserver", tenant=tenant, is_primary=True)

    def tokens_grant_no_access_to_the_other_tenant(self) -> None:
        with schema_context("one"):
            namesake = self.make_user()
        assert namesake.pk == self.user.pk
        elsewhere = {"host": "one.testserver"}
        expect(self.browser.get(self.guest.things, headers=elsewhere), 401)
        expect(self.browser.post(f"{self.users}token/", headers=elsewhere), 401, 403)
        self.browser = self.new_browser()
        self.log_in(self.browser)
