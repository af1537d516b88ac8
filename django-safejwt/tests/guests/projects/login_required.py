"""Django's LoginRequiredMiddleware asks every view for a user. Ours stands before it."""

from ..startproject import *

MIDDLEWARE += [
    "safejwt.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]
install(globals())
