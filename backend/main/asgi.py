"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10s")  # as in wsgi.py

application = get_asgi_application()
