"""Make the database of the provider, and register the example with it, as you do in the console of a real one."""

from typing import Any

from allauth.idp.oidc.models import Client
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand
from example.local import ORIGIN, secret

__all__ = ["Command"]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        Client.objects.update_or_create(  # type: ignore[attr-defined]  # mypy knows the apps of another project
            id="example",
            defaults={
                "name": "safejwt example",
                "secret": make_password(secret("provider-client")),
                "scopes": "openid\nprofile\nemail",
                "redirect_uris": f"{ORIGIN}/accounts/oidc/local/login/callback/",
            },
        )
