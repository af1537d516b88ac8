"""An API alone: no sessions, no admin, no Django middleware for users, no messages."""

from ..startproject import *

INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = []
install(globals())
