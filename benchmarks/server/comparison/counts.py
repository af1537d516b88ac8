"""Counts the statements, round trips and signatures of one action."""

import hmac
import tempfile
from collections.abc import Callable
from typing import Any
from unittest import mock

import jwt.algorithms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparison.actions import Action

__all__ = ["counted", "is_statement"]

_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def is_statement(sql: str) -> bool:
    """Whether it counts as a statement: those that open and close transactions do not, on either database."""
    return not sql.lstrip().upper().startswith(_TRANSACTION)


def counted(action: Action) -> dict[str, int | None]:
    """Count in one action after another, each with its own before and after outside of the count."""
    found: dict[str, int | None] = {"round_trips": None}
    counts: list[Callable[[Callable[[], object]], Any]] = [statements, signatures]
    if connection.vendor == "postgresql":
        counts.append(round_trips)
    for count in counts:
        action.before()
        found |= count(action.act)
        action.after()
    return found


def statements(act: Callable[[], object]) -> dict[str, int]:
    with CaptureQueriesContext(connection) as queries:
        act()
    counting = [is_statement(query["sql"]) for query in queries.captured_queries]
    return {"statements": sum(counting), "transaction_statements": len(counting) - sum(counting)}


def round_trips(act: Callable[[], object]) -> dict[str, int]:
    """Count how often PostgreSQL reports that it is ready, in a trace of the protocol.

    This counts what a count of statements leaves out: BEGIN, COMMIT, and the SELECT of CONN_HEALTH_CHECKS.
    """
    with tempfile.TemporaryFile() as trace:
        protocol: Any = connection.connection.pgconn
        protocol.trace(trace.fileno())
        act()
        protocol.untrace()
        trace.seek(0)
        return {"round_trips": sum(b"ReadyForQuery" in line for line in trace)}


def signatures(act: Callable[[], object]) -> dict[str, int]:
    """Count the HMACs that PyJWT makes and checks: all measured packages with JWTs use it, with HS256."""
    counts = {"signed": 0, "checked": 0}
    algorithm = jwt.algorithms.HMACAlgorithm
    sign = algorithm.sign

    def signing(self: Any, *words: Any) -> Any:
        counts["signed"] += 1
        return sign(self, *words)

    def verifying(self: Any, message: Any, key: Any, signature: Any) -> bool:
        counts["checked"] += 1
        return hmac.compare_digest(signature, sign(self, message, key))

    with mock.patch.multiple(algorithm, sign=signing, verify=verifying):
        act()
    return counts
