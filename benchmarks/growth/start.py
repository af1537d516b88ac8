"""Set Django up, and run `main` of a module of this folder: start.py MODULE ARGUMENTS…"""

import logging
import os
import sys
from importlib import import_module
from pathlib import Path

import django

own = [str(Path(__file__).parent), str(Path(__file__).resolve().parents[2] / "django-safejwt")]
sys.path[:0] = own
os.environ["DJANGO_SETTINGS_MODULE"] = "growth_settings"
# For the processes that this one starts.
os.environ["PYTHONPATH"] = os.pathsep.join([*own, os.environ.get("PYTHONPATH", "")])

if __name__ == "__main__":
    django.setup()
    logging.disable(logging.CRITICAL)
    import_module(sys.argv[1]).main(*sys.argv[2:])
