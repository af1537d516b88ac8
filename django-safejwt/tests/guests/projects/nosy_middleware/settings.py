from ...startproject import *

_OWN = "tests.guests.projects.nosy_middleware.middleware"
MIDDLEWARE = [
    f"{_OWN}.user_reader",
    f"{_OWN}.body_reader",
    f"{_OWN}.toolbar",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *MIDDLEWARE,
    f"{_OWN}.user_reader",
    f"{_OWN}.urls_of_host",
]
ROOT_URLCONF = "tests.guests.projects.nosy_middleware.urls"
GUEST = Guest(urlconf="tests.guests.urls", headers={"host": "one.testserver"})
install(globals())
