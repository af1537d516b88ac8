"""The project is below a path of its host, which the server removes (FORCE_SCRIPT_NAME)."""

from ..startproject import *

FORCE_SCRIPT_NAME = "/shop"
STATIC_URL = "/shop/static/"
install(globals())
