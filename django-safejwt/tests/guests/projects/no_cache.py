"""The cache forgets everything, and nothing is translated."""

from ..startproject import *

CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
USE_I18N = False
# It counts no attempts, and the check says so.
GUEST = Guest(warnings=frozenset({"safejwt.W030"}))
install(globals())
