"""503 for `ServiceUnavailable` in views outside Django REST Framework, for example Django's own login."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from .errors import ServiceUnavailable

__all__ = ["ServiceUnavailableMiddleware"]


class ServiceUnavailableMiddleware(MiddlewareMixin):
    """Respond with 503 and `Retry-After`: the page `safejwt/service_unavailable.html`, or JSON if no page is accepted.

    The login of the admin uses the backend of this package, which refuses to hash too many passwords at the same time.
    Without the middleware each refusal is a 500 and an email to the administrators.
    """

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ServiceUnavailable):
            return None
        detail = exception.translated()
        response: HttpResponse
        if request.accepts("text/html"):
            context = {"detail": detail, "retry_after": exception.retry_after}
            response = render(request, "safejwt/service_unavailable.html", context, status=exception.status)
        else:
            response = JsonResponse({"detail": detail, "code": exception.code}, status=exception.status)
        response["Retry-After"] = str(exception.retry_after)
        response["Cache-Control"] = "no-store"
        return response
