"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")
# Read by PostgreSQL's client library. A request does not wait longer for one statement, a lock included; migrations and
# other commands may. Less than the 15 s after which safejwt-js gives up.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10s")

application = get_wsgi_application()
