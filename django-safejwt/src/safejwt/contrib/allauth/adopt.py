"""For `SAFEJWT_ADOPT`: the return from a provider, which sends the browser back with a Django session."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser

from ..adopt.django_session import DjangoSession
from .methods import methods
from .private import records

__all__ = ["AllauthSession"]


class AllauthSession(DjangoSession):
    """A Django session to which django-allauth has logged the user in, and how they have authenticated there."""

    name = "allauth"

    def amr(self, user: AbstractBaseUser) -> Iterable[str]:
        return methods(records(self.request, user))
