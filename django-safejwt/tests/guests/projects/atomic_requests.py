"""Each request is a transaction."""

from ..accounts import *

DATABASES["default"]["ATOMIC_REQUESTS"] = True
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
