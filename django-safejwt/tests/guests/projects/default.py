"""What django-admin startproject and docs/start/django-safejwt.md give."""

from ..startproject import *

install(globals())
