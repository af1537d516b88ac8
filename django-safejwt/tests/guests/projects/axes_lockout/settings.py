from ...startproject import *

INSTALLED_APPS += ["axes"]
MIDDLEWARE += ["axes.middleware.AxesMiddleware"]
MIDDLEWARE += ["safejwt.middleware.ErrorMiddleware"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "safejwt.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 3
AXES_RESET_ON_SUCCESS = True
install(globals())
