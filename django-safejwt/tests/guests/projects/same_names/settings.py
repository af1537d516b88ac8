from ...startproject import *

INSTALLED_APPS += ["tests.guests.projects.same_names"]
AUTH_USER_MODEL = "same_names.User"
MIDDLEWARE += ["safejwt.middleware.ErrorMiddleware"]
AUTHENTICATION_BACKENDS = ["tests.guests.projects.same_names.backends.ShopBackend"]
# Django itself asks whether the backend copes with names that are not unique.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
GUEST = Guest(fields={"shop": "one", "email": "ada@example.com"}, headers={"host": "one.testserver"})
install(globals())
