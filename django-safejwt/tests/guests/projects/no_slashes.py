"""Nothing is redirected to a path with a slash, and a view of the project's own explains a refused CSRF token."""

from ..startproject import *

APPEND_SLASH = False
CSRF_FAILURE_VIEW = "tests.guests.views.csrf_failure"
CSRF_HEADER_NAME = "HTTP_X_XSRF_TOKEN"
CSRF_COOKIE_NAME = "XSRF-TOKEN"
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
TEST_RUNNER = "tests.guests.no_such.Runner"
install(globals())
