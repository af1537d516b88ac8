"""503 where a view that is none of Django REST Framework's meets `ServiceUnavailable`: Django's own login, for example."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from .errors import ServiceUnavailable
from .handlers import STATUS

__all__ = ["ServiceUnavailableMiddleware"]


class ServiceUnavailableMiddleware(MiddlewareMixin):
    """Answers 503 with `Retry-After`: a page, `safejwt/service_unavailable.html`, or JSON for who takes no page.

    The admin compares passwords with the backend of this package, which refuses when too many are being hashed already.
    Without this that is a 500, and a mail to the administrators for each try of a flood.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ServiceUnavailable):
            return None
        detail, status = exception.translated(), STATUS[exception.code]
        response: HttpResponse
        if request.accepts("text/html"):
            facts = {"detail": detail, "retry_after": exception.retry_after}
            response = render(request, "safejwt/service_unavailable.html", facts, status=status)
        else:
            response = JsonResponse({"detail": detail, "code": exception.code}, status=status)
        response["Retry-After"] = str(exception.retry_after)
        response["Cache-Control"] = "no-store"
        return response
