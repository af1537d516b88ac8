"""Where to report a vulnerability: /.well-known/security.txt (RFC 9116)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

__all__ = ["security_txt"]

# A copy is stale after this time. What this server itself returns is as current as its settings.
_VALID_FOR: Final = timedelta(days=30)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contacts in `SECURITY_CONTACTS`; 404 without one, because a wrong address is worse than none."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    expires = (timezone.now() + _VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS]
    lines += [f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
