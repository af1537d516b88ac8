"""The project is below a path of its host, which the server removes (FORCE_SCRIPT_NAME)."""

from ..startproject import *
from ..startproject import install

FORCE_SCRIPT_NAME = "/shop"
STATIC_URL = "/shop/static/"
install(globals())
