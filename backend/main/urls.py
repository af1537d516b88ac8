"""URLs of the project: the API below users/, the admin, and the app everywhere else."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from safejwt import handlers
from safejwt.views import JWKSView

from .frontend import app
from .mail import mail, mails

urlpatterns = [
    path("admin/", admin.site.urls),
    path("users/", include("users.urls")),
    path(".well-known/jwks.json", JWKSView.as_view(), name="jwks"),
    # URLs without a dot belong to the app. A missing file stays a 404, also with a trailing slash.
    re_path(r"^(?!static/|assets/|users$|admin$)[^.]*$", app),
]

if settings.DEBUG:
    urlpatterns[3:3] = [path("mail/", mails, name="mails"), path("mail/<int:number>/", mail, name="mail")]

handler400 = handlers.bad_request
handler403 = handlers.permission_denied
handler404 = handlers.not_found
handler500 = handlers.server_error
