"""Faults inside the backend: processes that kill themselves, and a router to a replica."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn

import time_machine
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from secret_guard import text_of

__all__ = ["Everything", "FaultPoints", "OneLine", "ReplicaRouter"]

_ROTATION = 'UPDATE "safejwt_refreshtoken"'


class OneLine(logging.Formatter):
    """One line for each record, without tracebacks: an outage affects thousands of requests."""

    def format(self, record: logging.LogRecord) -> str:
        name = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "-"
        sid = getattr(record, "sid", "-")
        return f"{record.levelname} {record.getMessage()} sid={sid} error={name}"


class Everything(logging.Formatter):
    """Everything in a record, including its traceback. None of it may hold a secret."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.name}, {record.pathname}:{record.lineno}: {text_of(record)!r}"


class FaultPoints:
    """The outermost middleware: obeys X-Fault and X-Clock, and names the worker in X-Worker."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if offset := request.headers.get("X-Clock"):
            with time_machine.travel(timedelta(seconds=int(offset)), tick=True):
                return self._serve(request)
        return self._serve(request)

    def _serve(self, request: HttpRequest) -> HttpResponseBase:
        fault = request.headers.get("X-Fault")
        wrapper = {"kill before update": _kill_before_update, "kill before commit": _kill_before_commit}.get(
            fault or ""
        )
        if wrapper:
            with connection.execute_wrapper(wrapper):
                response = self._get_response(request)
        else:
            response = self._get_response(request)
        if fault == "kill after commit":
            _kill()
        if fault == "log the cookies":
            logging.getLogger("shop").debug("cookies", extra={"cookies": request.COOKIES})
        if fault == "set active":
            _set_active(request.headers["X-User"], request.headers["X-Active"] == "yes")
        response["X-Worker"] = str(os.getpid())
        return response


def _kill() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def _set_active(name: str, active: bool) -> None:
    """Use `save()`, like the code of a project."""
    user = get_user_model()._default_manager.get_by_natural_key(name)
    user.is_active = active
    user.save()


def _kill_before_update(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    if sql.startswith(_ROTATION):
        _kill()
    return execute(sql, *arguments)


def _kill_before_commit(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    if not sql.startswith(_ROTATION):
        return execute(sql, *arguments)
    with transaction.atomic():
        execute(sql, *arguments)
        _kill()


class ReplicaRouter:
    """Send reads to the replica, like a project that distributes its load."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return "replica"

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"
