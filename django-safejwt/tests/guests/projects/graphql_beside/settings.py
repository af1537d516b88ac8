from ...startproject import *

INSTALLED_APPS += ["graphene_django", "graphql_jwt.refresh_token.apps.RefreshTokenConfig"]
MIDDLEWARE += ["safejwt.middleware.AuthenticationMiddleware"]
AUTHENTICATION_BACKENDS = ["graphql_jwt.backends.JSONWebTokenBackend", "django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "tests.guests.projects.graphql_beside.urls"
GRAPHENE = {"MIDDLEWARE": ["graphql_jwt.middleware.JSONWebTokenMiddleware"]}
GRAPHQL_JWT = {"JWT_VERIFY_EXPIRATION": True, "JWT_LONG_RUNNING_REFRESH_TOKEN": True}
install(globals())
