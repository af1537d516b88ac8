"""JWT authentication for Django REST Framework and a browser app.

A refresh token lives in an HttpOnly cookie and in one database row per signed-in device; a short-lived access token lives
in the app's memory; Django's CSRF token is checked on every request.

Settings of a project without Django REST Framework; change the REST_FRAMEWORK of one that has it::

    INSTALLED_APPS += ["rest_framework", "safejwt"]
    REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": ["safejwt.authentication.SafeJWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    }
    ACCESS_TOKEN_SECRET = os.environ["DJANGO_ACCESS_TOKEN_SECRET"]
    REFRESH_TOKEN_SECRET = os.environ["DJANGO_REFRESH_TOKEN_SECRET"]

URLs::

    path("users/", include("safejwt.urls"))

Public modules: authentication, browser.csrf, devices, errors, events, handlers, middleware, models, parsers, permissions,
serializers, sessions, signals, testing, throttling, tokens, urls, views.
"""
