"""The reference project's settings, with fault points for the tests. Not part of the product."""

import json
import os
from datetime import timedelta
from pathlib import Path

import time_machine
from main.settings import *  # noqa: F403
from main.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

MIDDLEWARE = ["fault_points.FaultPoints", *MIDDLEWARE]

# Slow hashing is tested elsewhere and would only slow these tests down.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if offset := os.environ.get("FAULTS_CLOCK"):
    # gunicorn imports this in its workers only. The clock continues from there.
    time_machine.travel(timedelta(seconds=int(offset)), tick=True).start()

if limit := os.environ.get("FAULTS_MAX_SESSIONS"):
    SAFEJWT_MAX_SESSIONS_PER_USER = int(limit)
if grace := os.environ.get("FAULTS_GRACE"):
    SAFEJWT_ROTATION_GRACE = timedelta(seconds=int(grace))
if absolute := os.environ.get("FAULTS_ABSOLUTE_LIFETIME"):
    SAFEJWT_ABSOLUTE_LIFETIME = timedelta(seconds=int(absolute))
    SAFEJWT_IDLE_LIFETIME = SAFEJWT_ABSOLUTE_LIFETIME

if keys := os.environ.get("FAULTS_KEYS"):
    # Each new worker reads the file again, so keys rotate without a new environment.
    lists = json.loads(Path(keys).read_text())
    ACCESS_TOKEN_SECRET, REFRESH_TOKEN_SECRET = lists["access"], lists["refresh"]

if os.environ.get("FAULTS_NEXT_VERSION"):
    INSTALLED_APPS = [*INSTALLED_APPS, "next_version"]

if port := os.environ.get("FAULTS_REPLICA_PORT"):
    DATABASES["replica"] = {**DATABASES["default"], "PORT": port}
    DATABASE_ROUTERS = ["fault_points.ReplicaRouter"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "fault_points.OneLine"}, "everything": {"()": "fault_points.Everything"}},
    "handlers": {
        "file": {"class": "logging.FileHandler", "filename": os.environ["FAULTS_LOG"], "formatter": "line"},
        "errors": {
            "class": "logging.FileHandler",
            "filename": os.environ["FAULTS_LOG"],
            "formatter": "line",
            "level": "ERROR",
        },
        "everything": {
            "class": "logging.FileHandler",
            "filename": f"{os.environ['FAULTS_LOG']}.everything",
            "formatter": "everything",
        },
    },
    "root": {"handlers": ["everything"], "level": "DEBUG"},
    "loggers": {
        "safejwt": {"handlers": ["file"], "level": "INFO"},
        "django": {"handlers": ["errors", "everything"], "level": "DEBUG", "propagate": False},
    },
}
