from ...accounts import *

AUTHENTICATION_BACKENDS = [
    f"tests.guests.projects.directory.backends.{name}" for name in ("DirectoryBackend", "LocalBackend")
]
GUEST = Guest(newcomer=None)
install(globals())
