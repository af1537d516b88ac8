"""A JSON login and logout on Django's sessions, as projects write them. Django's middleware checks CSRF."""

import json

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST


@ensure_csrf_cookie
def csrf(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


@require_POST
def log_in(request: HttpRequest) -> JsonResponse:
    if (user := authenticate(request, **json.loads(request.body))) is None:
        return JsonResponse({}, status=401)
    login(request, user)
    return JsonResponse({"username": user.get_username()})


@require_POST
def log_out(request: HttpRequest) -> JsonResponse:
    logout(request)
    return JsonResponse({})


urlpatterns = [path("csrf/", csrf), path("login/", log_in), path("logout/", log_out)]
