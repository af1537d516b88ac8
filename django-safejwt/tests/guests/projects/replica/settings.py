from ...accounts import *
from ...databases import in_memory

# A copy of the whole database is one call in SQLite.
DATABASES = {alias: in_memory() for alias in ("default", "replica")}
DATABASE_ROUTERS = ["tests.guests.projects.replica.routers.PrimaryReplicaRouter"]
# Django reads the sessions of its admin from the replica.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
GUEST = Guest(fields={"email": "ada@example.com"})
install(globals())
