"""An addition to the responses of django-allauth."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest
from safejwt.contrib import allauth

__all__ = ["HeadlessAdapter"]


class HeadlessAdapter(allauth.HeadlessAdapter):
    """Draws the QR code of an authenticator app, so that the front end needs no library for it."""

    def populate_response_meta(self, request: HttpRequest, meta: dict[str, Any]) -> None:
        super().populate_response_meta(request, meta)
        if "totp_url" in meta:
            meta["totp_svg"] = get_adapter().build_totp_svg(meta["totp_url"])
