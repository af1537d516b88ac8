"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")
# PostgreSQL's client library reads this. It limits each statement of a request, including waiting
# for locks. Migrations and other commands have no limit. safejwt-js gives up after 15 s.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10s")

application = get_wsgi_application()
