"""`python -m main.openapi` writes protocol/openapi.json."""

import os
from importlib import import_module

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")
django.setup()
# By name: it needs the models, which are there now.
(settings.BASE_DIR.parent / "protocol/openapi.json").write_text(import_module("main.openapi.document").text())
