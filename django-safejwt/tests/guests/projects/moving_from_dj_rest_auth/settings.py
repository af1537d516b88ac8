from ...startproject import *

INSTALLED_APPS += ["rest_framework", "dj_rest_auth", "rest_framework_simplejwt.token_blacklist"]
ROOT_URLCONF = "tests.guests.projects.moving_from_dj_rest_auth.urls"
REST_AUTH = {
    "USE_JWT": True,
    "TOKEN_MODEL": None,
    "JWT_AUTH_COOKIE": "app-auth",
    "JWT_AUTH_REFRESH_COOKIE": "app-refresh",
    "JWT_AUTH_COOKIE_USE_CSRF": True,
}
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
install(globals())
REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] = [
    "safejwt.authentication.SafeJWTAuthentication",
    "dj_rest_auth.jwt_auth.JWTCookieAuthentication",
]
# Its login starts a Django session, too (SESSION_LOGIN).
SAFEJWT_ADOPT = [
    "safejwt.contrib.adopt.dj_rest_auth.DJRestAuth",
    "safejwt.contrib.adopt.django_session.DjangoSession",
]
