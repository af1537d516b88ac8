"""The session below users/, django-allauth below accounts/ and _allauth/, and the app everywhere else."""

import safejwt.urls
from django.urls import include, path, re_path

from .pages import app, emails
from .views import AccountView, VaultView

urlpatterns = [
    path("users/", include(safejwt.urls.without_login)),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("users/account/", AccountView.as_view()),
    path("api/vault/", VaultView.as_view()),
    path("mail/", emails),
    # URLs without a dot belong to the app. A missing file stays a 404.
    re_path(r"^(?!assets/)[^.]*$", app),
]
