from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    name = models.CharField(max_length=32)
    auto_create_schema = True

    def __str__(self) -> str:
        return str(self.name)


class Domain(DomainMixin):
    """The host of a tenant."""
