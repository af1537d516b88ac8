"""The client of a request, as an email describes it to the owner of the account."""

from typing import Any

from django.http import HttpRequest

from safejwt.audit.client_ip import client_ip
from safejwt.audit.user_agents import describe

__all__ = ["client_details"]


def client_details(request: HttpRequest) -> dict[str, Any]:
    """Return `ip`, `browser` and `system`, for the templates."""
    device = describe(request.META.get("HTTP_USER_AGENT", ""))
    return {"ip": client_ip(request), "browser": device.browser, "system": device.system}
