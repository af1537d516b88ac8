from ...startproject import *
from ...startproject import install

INSTALLED_APPS += ["safejwt.accounts"]
AUTHENTICATION_BACKENDS = [
    f"tests.guests.projects.directory.backends.{name}" for name in ("DirectoryBackend", "LocalBackend")
]
SAFEJWT_ACCOUNTS_LINK_BASE = "http://localhost:3000"
SAFEJWT_ACCOUNTS_SEND_IN_PROCESS = False
EMAIL_TIMEOUT = 10
install(globals())
