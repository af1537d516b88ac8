"""`python -m main.openapi` writes protocol/openapi.json."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "main.settings")
django.setup()

from .document import text  # noqa: E402 - it needs the models

(settings.BASE_DIR.parent / "protocol/openapi.json").write_text(text())
