"""URLs of the project: the API below users/, the admin, probes, and the app everywhere else."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from safejwt import handlers
from safejwt.views import JWKSView
from users.views import unknown_path

from . import health
from .frontend import app
from .mail import mail, mails
from .security_txt import security_txt

_api = "|".join(settings.API_PATHS)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", include("users.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    # Browsers ask for it on pages that name no icon: those of the admin and of errors.
    path("favicon.ico", RedirectView.as_view(url="/favicon.svg")),
    # Password managers open it: https://www.w3.org/TR/change-password-url/
    path(".well-known/change-password", RedirectView.as_view(url="/account/password")),
    path(".well-known/jwks.json", JWKSView.as_view(), name="jwks"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    re_path(rf"^(?:{_api}|health)/", unknown_path),
    # Other URLs without a dot belong to the app. A missing file stays a 404, also with a trailing slash.
    re_path(rf"^(?!static/|assets/|(?:{_api}|admin)$)[^.]*$", app),
]

if settings.DEBUG:
    urlpatterns[:0] = [
        path("mail", RedirectView.as_view(url="/mail/")),
        path("mail/", mails, name="mails"),
        path("mail/<int:number>/", mail, name="mail"),
    ]

handler400 = handlers.bad_request
handler403 = handlers.permission_denied
handler404 = handlers.not_found
handler500 = handlers.server_error
